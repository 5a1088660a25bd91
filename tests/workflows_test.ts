/**
 * The workflows parse, call what exists, and have no more rights than they need.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseYaml } from "../src/yaml.ts";
import { PROJECT } from "../tools/paths.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly concurrency: { readonly group: string };
  readonly jobs: {
    readonly [name: string]: {
      readonly permissions?: Record<string, string>;
      readonly "timeout-minutes": number;
      readonly env?: Record<string, string>;
      readonly steps: readonly Step[];
    };
  };
}

const workflows = {
  ci: await read("ci"),
  release: await read("release"),
};

for (const [name, workflow] of Object.entries(workflows)) {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);
  const commands = steps.map(({ run = "" }) => run).join("\n");

  Deno.test(`${name}.yml: calls only make targets and scripts that exist`, async () => {
    const makefile = await Deno.readTextFile(`${PROJECT}/Makefile`);
    const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, it]) => it);
    const called = [...commands.matchAll(/\bmake ([a-z-]+)/g)].map(([, it]) =>
      it
    );
    assertEquals(called.filter((target) => !targets.includes(target)), []);
    assertMatch(commands, /^\.ci\/run$/m);
    const { mode } = await Deno.stat(`${PROJECT}/.ci/run`);
    assertEquals((mode ?? 0) & 0o111, 0o111, ".ci/run is not executable");
  });

  Deno.test(`${name}.yml: uses no action but the pinned checkout`, () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    assertEquals(used, [
      "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
    ]);
  });

  Deno.test(`${name}.yml: reads by default, ends in time, and does not run twice at once`, () => {
    assertEquals(workflow.permissions, { contents: "read" });
    assertMatch(workflow.concurrency.group, /\$\{\{ github\.ref \}\}$/);
    for (const job of jobs) {
      assert(job["timeout-minutes"] <= 60, "a job without a limit");
    }
  });
}

Deno.test("ci.yml: has no job that may write", () => {
  const rights = Object.values(workflows.ci.jobs).map((job) => job.permissions);
  assertEquals(rights, [undefined]);
  assertEquals(Object.keys(workflows.ci.on), ["push", "pull_request"]);
});

Deno.test("release.yml: gives its token to the last step only", () => {
  const { release } = workflows.release.jobs;
  assert(release !== undefined);
  assertEquals(release.permissions, { contents: "write" });
  const withToken = release.steps.map(({ env }) => env?.["GH_TOKEN"]);
  assertEquals(withToken.slice(0, -1).filter((token) => token), []);
  assertEquals(withToken.at(-1), "${{ github.token }}");
});

Deno.test("release.yml: builds every architecture on Deno's own base, with checksums", () => {
  const { release } = workflows.release.jobs;
  assertEquals(release?.env, { NETWORK: "open" });
  const commands = release?.steps.map(({ run = "" }) => run).join("\n") ?? "";
  const order = [
    ".ci/run",
    "make build ARCH=amd64",
    "make build ARCH=arm64",
    "make checksums",
    "gh release create",
  ].map((command) => commands.indexOf(command));
  assert(!order.includes(-1), `a step is missing: ${order}`);
  assertEquals(order, order.toSorted((a, b) => a - b));
});

Deno.test("release.yml: refuses a tag that is not the version of deno.json", async () => {
  const { version } = JSON.parse(
    await Deno.readTextFile(`${PROJECT}/deno.json`),
  );
  const check = workflows.release.jobs["release"]?.steps
    .map(({ run = "" }) => run).find((run) => run.includes("deno.json")) ?? "";
  assertEquals(await runWithTag(check, `v${version}`), 0);
  assertEquals(await runWithTag(check, version), 1);
  assertEquals(await runWithTag(check, `v${version}-1`), 1);
});

async function runWithTag(script: string, tag: string): Promise<number> {
  const { code } = await new Deno.Command("bash", {
    args: ["-e", "-c", script],
    cwd: PROJECT,
    env: { GITHUB_REF_NAME: tag },
    stdout: "null",
    stderr: "null",
  }).output();
  return code;
}

async function read(name: string): Promise<Workflow> {
  const path = `${PROJECT}/.github/workflows/${name}.yml`;
  return parseYaml(await Deno.readTextFile(path)) as Workflow;
}
