/**
 * The release: checked, built, signed and published in this order, by jobs of
 * which none has both the right to sign or publish and code of the project.
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { blocksOf } from "../kit/markdown.ts";
import { execute, withFiles } from "../kit/program.ts";
import {
  type Job,
  readWorkflow,
  runStep,
  type Step,
} from "../kit/workflows.ts";

const { jobs, on } = await readWorkflow("release");
const { check, build, sign, push, publish } = jobs;
assert(check && build && sign && push && publish);

const ENV = { GITHUB_REF_NAME: "v1.2.3", GITHUB_REPOSITORY: "owner/name" };

function uses(action: string, job: Job): readonly Step[] {
  return job.steps.filter((step) => step.uses?.startsWith(`${action}@`));
}

function stepOf(job: Job, command: string): Step {
  const found = job.steps.filter(({ run = "" }) => run.includes(command));
  assertEquals(found.length, 1, `${command} in one step`);
  return found[0] ?? {};
}

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

Deno.test("release.yml: machines that differ, a wrong checksum and a file without one are not signed", async () => {
  const step = stepOf(sign, "diff --recursive");
  const refused: Record<string, string> = {
    "two machines built differently": "echo other > second/program",
    "a file came on one machine": "echo x > first/further",
    "a file is missing on one machine": "rm second/LICENSE",
    "a checksum is wrong":
      "for i in first second; do echo x > $i/LICENSE; done",
    "a file has no checksum":
      "for i in first second; do echo x > $i/further; done",
    "a file is missing": "rm first/LICENSE second/LICENSE",
    "there are no checksums": "rm first/SHA256SUMS second/SHA256SUMS",
  };
  for (const [what, change] of Object.entries({ nothing: ":", ...refused })) {
    await withMachines(async (cwd) => {
      await execute("/bin/sh", ["-c", change], { cwd, env: PATH });
      const { code } = await runStep(step, { cwd });
      assertEquals(code === 0, what === "nothing", what);
    });
  }
});

Deno.test("release.yml: signs the checksums, publishes every file, and nothing whose checksum is wrong", async () => {
  await withMachines(async (cwd) => {
    // Stand-ins that write down what they are called with.
    for (const name of ["cosign", "gh"]) {
      const script = `#!/bin/sh
printf '%s\\n' "${name} $*" >>${cwd}/calls
case $* in sign-blob*) : >SHA256SUMS.sigstore.json ;; esac
`;
      await Deno.writeTextFile(`${cwd}/${name}`, script, { mode: 0o755 });
    }
    const env = { ...ENV, PATH: `${cwd}:${PATH.PATH}` };
    await runStep(stepOf(sign, "cosign sign-blob"), { cwd, env });
    await Deno.rename(`${cwd}/first`, `${cwd}/signed`);
    const step = stepOf(publish, "gh release create");
    assertEquals((await runStep(step, { cwd, env })).code, 0);
    assertEquals((await Deno.readTextFile(`${cwd}/calls`)).split("\n"), [
      "cosign sign-blob --yes --bundle SHA256SUMS.sigstore.json SHA256SUMS",
      "cosign verify-blob SHA256SUMS --bundle SHA256SUMS.sigstore.json --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity https://github.com/owner/name/.github/workflows/release.yml@refs/tags/v1.2.3",
      "gh release create v1.2.3 --verify-tag --generate-notes ./LICENSE ./SHA256SUMS ./SHA256SUMS.sigstore.json ./program",
      "",
    ]);
    await Deno.writeTextFile(`${cwd}/signed/program`, "other");
    await Deno.remove(`${cwd}/calls`);
    assertNotEquals((await runStep(step, { cwd, env })).code, 0);
    await Deno.stat(`${cwd}/calls`).then(
      () => assert(false, "it was published"),
      () => {},
    );
  });
});

Deno.test("release.yml: pushes the image that the chart names, and signs it with the bill of materials, and the chart", async () => {
  const step = stepOf(push, "crane push");
  await withMachines(async (cwd) => {
    // Stand-ins that write down what they are called with.
    const index = '{"schemaVersion":2}';
    for (const name of ["docker", "crane", "cosign", "helm"]) {
      const script = `#!/bin/sh
printf '%s\\n' "${name} $*" >>${cwd}/calls
case "${name} $1" in
  "docker login") [ "$(cat)" = a-token ] ;;
  "crane push") cat ../layout/index.json >../index ;;
  "helm push") echo "Digest: sha256:of-the-chart" >&2 ;;
esac
`;
      await Deno.writeTextFile(`${cwd}/${name}`, script, { mode: 0o755 });
    }
    await Deno.rename(`${cwd}/first`, `${cwd}/signed`);
    const hash = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(index),
    );
    const digest = `sha256:${new Uint8Array(hash).toHex()}`;
    const pack = async (named: string) => {
      const script = `rm -rf layout
mkdir -p registry-credential-provider archive/blobs/sha256
printf 'image:\\n  digest: %s\\n' ${named} >registry-credential-provider/values.yaml
tar -czf signed/registry-credential-provider-1.2.3.tgz registry-credential-provider
printf '%s' '${index}' >archive/blobs/sha256/${digest.slice(7)}
printf '{\\n  "manifests": [{\\n    "digest": "${digest}"\\n  }]\\n}' >archive/index.json
tar -cf signed/registry-credential-provider-image-1.2.3.tar -C archive .`;
      await execute("/bin/sh", ["-c", script], { cwd, env: PATH });
    };
    const env = {
      ...ENV,
      TOKEN: "a-token",
      OWNER: "ghcr.io/owner",
      GITHUB_ACTOR: "somebody",
      PATH: `${cwd}:${PATH.PATH}`,
    };
    await pack(`sha256:${"0".repeat(64)}`);
    assertNotEquals((await runStep(step, { cwd, env })).code, 0);
    await Deno.stat(`${cwd}/calls`).then(
      () => assert(false, "another image was pushed"),
      () => {},
    );
    await pack(digest);
    const { code, stderr } = await runStep(step, { cwd, env });
    assertEquals(code, 0, stderr);
    const image = "ghcr.io/owner/registry-credential-provider-installer";
    const calls = (await Deno.readTextFile(`${cwd}/calls`)).split("\n");
    assertEquals(calls, [
      "docker login ghcr.io --username somebody --password-stdin",
      `crane push --index ../layout ${image}:1.2.3`,
      `cosign sign --yes ${image}@${digest}`,
      `cosign attest --yes --type cyclonedx --predicate registry-credential-provider-1.2.3.cdx.json ${image}@${digest}`,
      "helm push registry-credential-provider-1.2.3.tgz oci://ghcr.io/owner/charts",
      "cosign sign --yes ghcr.io/owner/charts/registry-credential-provider@sha256:of-the-chart",
      "",
    ]);
    // What is pushed is the index, not the layout around it.
    assertEquals(await Deno.readTextFile(`${cwd}/index`), index);
  });
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

const PATH = { PATH: Deno.env.get("PATH") ?? "" };

/** What two machines have gathered, in `first` and `second`. */
async function withMachines(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (folder) => {
    for (const machine of ["first", "second"]) {
      const path = `${folder}/${machine}`;
      await Deno.mkdir(path);
      await Deno.writeTextFile(`${path}/LICENSE`, "a licence\n");
      await Deno.writeTextFile(`${path}/program`, "a program\n");
      const sums = "sha256sum LICENSE program > SHA256SUMS";
      await execute("/bin/sh", ["-c", sums], { cwd: path, env: PATH });
    }
    await test(folder);
  });
}
