/**
 * The workflows parse, call what exists, and have no more rights than they need.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { readWorkflow } from "../kit/workflows.ts";

/** Every action, by the commit of its version; a further one has to be audited. */
const ACTIONS = {
  "actions/checkout": "11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
  "actions/upload-artifact":
    "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
  "actions/download-artifact":
    "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
  "sigstore/cosign-installer":
    "6f9f17788090df1f26f669e9d70d6ae9567deba6 # v4.1.2",
};

const USED = {
  ci: ["actions/checkout"],
  kind: ["actions/checkout"],
  release: Object.keys(ACTIONS),
};

/** Those that run everything that a clean clone is checked by. */
const CHECKING = ["ci", "release"];

for (const [name, actions] of Object.entries(USED)) {
  const workflow = await readWorkflow(name);
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);
  const commands = steps.map(({ run = "" }) => run).join("\n");

  Deno.test(`${name}.yml: calls only make targets and scripts that exist`, async () => {
    const makefile = await Deno.readTextFile(`${PROJECT}/Makefile`);
    const targets = [...makefile.matchAll(/^([a-z0-9-]+):/gm)].map(([, it]) =>
      it
    );
    const called = [...commands.matchAll(/\bmake ([a-z0-9-]+)/g)].map((
      [, it],
    ) => it);
    assert(called.length > 0 || CHECKING.includes(name));
    assertEquals(called.filter((target) => !targets.includes(target)), []);
    for (
      const [, script = ""] of commands.matchAll(/\bsh ([a-z0-9./]+\.sh)$/gm)
    ) {
      await Deno.stat(`${PROJECT}/${script}`);
    }
  });

  if (CHECKING.includes(name)) {
    Deno.test(`${name}.yml: runs .ci/run`, async () => {
      assertMatch(commands, /^\.ci\/run$/m);
      const { mode } = await Deno.stat(`${PROJECT}/.ci/run`);
      assertEquals((mode ?? 0) & 0o111, 0o111, ".ci/run is not executable");
    });

    Deno.test(`${name}.yml: installs what .ci/run needs and every runner lacks`, async () => {
      const text = await Deno.readTextFile(`${PROJECT}/.ci/run`);
      const needed = [...text.matchAll(/^need \S+ (\S+)$/gm)]
        .map(([, it = ""]) => it);
      assert(needed.length >= 8, "the packages were not found");
      const installed = /apt-get install --quiet --yes (.*)/.exec(commands)?.[1]
        ?.split(" ") ?? [];
      const there = ["curl", "nodejs", "npm"];
      assertEquals(
        installed.toSorted(),
        needed.filter((it) => !there.includes(it)).toSorted(),
      );
    });
  }

  Deno.test(`${name}.yml: uses no action but ${actions.join(", ")}, by its commit`, async () => {
    const path = `${PROJECT}/.github/workflows/${name}.yml`;
    const text = await Deno.readTextFile(path);
    const used = [...text.matchAll(/\buses: (.*)/g)].map(([, it]) => it);
    assertEquals(
      [...new Set(used)].toSorted(),
      Object.entries(ACTIONS).filter(([action]) => actions.includes(action))
        .map((pair) => pair.join("@")).toSorted(),
    );
  });

  Deno.test(`${name}.yml: reads by default, ends in time, and does not run twice at once`, () => {
    assertEquals(workflow.permissions, { contents: "read" });
    assertMatch(workflow.concurrency.group, /\$\{\{ github\.ref \}\}$/);
    for (const job of jobs) {
      assert(job["timeout-minutes"] <= 90, "a job without a limit");
    }
  });

  Deno.test(`${name}.yml: no checkout leaves its token behind`, () => {
    const checkouts = steps.filter(({ uses }) =>
      uses?.startsWith("actions/checkout@")
    );
    assert(checkouts.length > 0);
    for (const checkout of checkouts) {
      assertEquals(checkout.with, { "persist-credentials": false });
    }
  });
}

for (
  const [name, events] of [
    ["ci", ["push", "pull_request"]],
    ["kind", ["schedule", "push", "workflow_dispatch"]],
  ] as const
) {
  Deno.test(`${name}.yml: has no job that may write`, async () => {
    const { jobs, on } = await readWorkflow(name);
    for (const job of Object.values(jobs)) {
      assertEquals(job.permissions, undefined);
    }
    assertEquals(Object.keys(on), [...events]);
  });
}

Deno.test("kind.yml: runs the suite on node images that are named by their digests, weekly and on a tag", async () => {
  const { jobs, on } = await readWorkflow("kind");
  assertEquals(on["push"], { tags: ["v*"] });
  const { kind } = jobs;
  for (const name of ["KIND_IMAGE", "KIND_IMAGE_OLDER"]) {
    assertMatch(
      kind?.env?.[name] ?? "",
      /^kindest\/node:v1\.\d+\.\d+@sha256:[0-9a-f]{64}$/,
    );
  }
  assertEquals(kind?.steps.at(-1)?.run, "make e2e SUITES=kind");
});

Deno.test("every workflow is checked here", async () => {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(`${PROJECT}/.github/workflows`)) {
    names.push(name.replace(/\.yml$/, ""));
  }
  assertEquals(names.toSorted(), Object.keys(USED).toSorted());
});
