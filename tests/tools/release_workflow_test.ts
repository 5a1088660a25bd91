/**
 * The release: checked, built, signed and published in this order, by jobs of
 * which none has both the right to sign or publish and code of the project.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { blocksOf } from "../kit/markdown.ts";
import { readWorkflow, runStep, stepOf, uses } from "../kit/workflows.ts";

const { jobs, on } = await readWorkflow("release");
const { check, build, sign, push, publish } = jobs;
assert(check && build && sign && push && publish);

Deno.test("release.yml: runs for tags, and each job waits for those before it", () => {
  assertEquals(on, { push: { tags: ["v*"] } });
  assertEquals(Object.keys(jobs), [
    "check",
    "build",
    "sign",
    "push",
    "publish",
  ]);
  const needs = Object.values(jobs).map((job) => job.needs);
  assertEquals(needs, [
    undefined,
    undefined,
    ["check", "build"],
    "sign",
    "push",
  ]);
});

Deno.test("release.yml: one job may sign, one push and one publish, and none of them runs code of the project", () => {
  const rights = Object.values(jobs).map((job) => job.permissions);
  assertEquals(rights, [
    undefined,
    undefined,
    { "id-token": "write" },
    { "id-token": "write", packages: "write" },
    { contents: "write" },
  ]);
  for (const job of [sign, push, publish]) {
    assertEquals(uses("actions/checkout", job), []);
    const commands = job.steps.map(({ run = "" }) => run).join("\n");
    const runs =
      /\b(?:make|node|npm|npx|deno|sh|bash|source|eval)\b|^\s*(?:\.|first|second|signed)\S*\//m;
    assertEquals(runs.exec(commands)?.[0], undefined);
  }
  const withToken = Object.values(jobs).flatMap(({ steps }) => steps)
    .filter((step) => JSON.stringify(step).includes("github.token"));
  assertEquals(withToken, [push.steps.at(-1), publish.steps.at(-1)]);
});

Deno.test("release.yml: two machines build the same on Deno's own base", () => {
  assertEquals(check.env, { NETWORK: "open" });
  const { IMAGE_REPOSITORY = "", ...rest } = build.env ?? {};
  assertEquals(rest, { NETWORK: "open" });
  const { OWNER } = stepOf(push, "crane push").env ?? {};
  assertEquals(
    IMAGE_REPOSITORY,
    `${OWNER}/registry-credential-provider-installer`,
  );
  assertEquals(build.strategy?.matrix, { machine: ["first", "second"] });
  const commands = build.steps.flatMap(({ run }) => run ?? []);
  assertEquals(commands, ["make release"]);
  const [upload] = uses("actions/upload-artifact", build);
  assertEquals(upload?.with?.["name"], "${{ matrix.machine }}");
  assertEquals(upload?.with?.["path"], "dist/release/");
  const taken = uses("actions/download-artifact", sign).map((step) =>
    step.with
  );
  assertEquals(taken, [
    { name: "first", path: "first" },
    { name: "second", path: "second" },
  ]);
});

Deno.test("release.yml: what was compared is signed, what was signed is published", () => {
  const order = [
    stepOf(sign, "diff --recursive"),
    uses("sigstore/cosign-installer", sign)[0],
    stepOf(sign, "cosign sign-blob"),
    uses("actions/upload-artifact", sign)[0],
  ].map((step) => step === undefined ? -1 : sign.steps.indexOf(step));
  assertEquals(order, order.toSorted((a, b) => a - b));
  assert(!order.includes(-1));
  const [upload] = uses("actions/upload-artifact", sign);
  assertEquals([upload?.with?.["name"], upload?.with?.["path"]], [
    "signed",
    "first/",
  ]);
  for (const job of [push, publish]) {
    assertEquals(job.steps[0]?.with, { name: "signed", path: "signed" });
  }
  assertEquals(publish.steps.length, 2);
});

Deno.test("release.yml: refuses a tag that is not the version of deno.json", async () => {
  const { version } = JSON.parse(
    await Deno.readTextFile(`${PROJECT}/deno.json`),
  );
  const step = stepOf(check, "deno.json");
  const before = check.steps.indexOf(stepOf(check, ".ci/run"));
  assert(check.steps.indexOf(step) < before);
  for (
    const [tag, code] of [
      [`v${version}`, 0],
      [version, 1],
      [`v${version}-1`, 1],
    ] as const
  ) {
    const env = { GITHUB_REF_NAME: tag };
    assertEquals((await runStep(step, { cwd: PROJECT, env })).code, code, tag);
  }
});

Deno.test("release.yml: pushes with the crane that has made the image", async () => {
  const script = await Deno.readTextFile(`${PROJECT}/tools/go_tool.sh`);
  const [, module, version] =
    /^ *crane\) module=(\S+) version=(\S+) ;;$/m.exec(script) ?? [];
  stepOf(push, `go install ${module}@${version}\n`);
});

Deno.test("docs/verify.md: verifies a release as the workflow itself has verified it", async () => {
  const page = await Deno.readTextFile(`${PROJECT}/docs/verify.md`);
  const shown =
    blocksOf(page).find(({ text }) => text.includes("cosign verify-blob"))
      ?.text ?? "";
  const command = /^cosign verify-blob(?:.*\\\n)*.*/m;
  const [inPage = ""] = command.exec(shown) ?? [];
  const { run = "" } = stepOf(sign, "cosign verify-blob");
  const [inWorkflow = ""] = command.exec(run) ?? [];
  assert(inPage.includes("--certificate-identity"), "it was not found");
  assertEquals(
    inPage.replace("$REPOSITORY", "$GITHUB_REPOSITORY")
      .replace("v$VERSION", "$GITHUB_REF_NAME"),
    inWorkflow,
  );
});
