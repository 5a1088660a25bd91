/**
 * What the compiled program says where Google, Azure or Vault give nothing, how
 * often it asks, and that no secret is ever in it.
 * @module
 */
import { assertEquals } from "@std/assert";
import { CANARY, findCanary } from "../kit/canary.ts";
import type { Scenario } from "../kit/clouds/scenario.ts";
import { stageOf, STAGES } from "../kit/clouds/stages.ts";
import { CAN_CLOUD, eachInClouds, NEEDS_CLOUD } from "../kit/clouds/world.ts";
import { assertRows, type FailureRow, TEXT } from "../kit/clouds/failures.ts";

const ignore = !CAN_CLOUD;

/** What any service may answer. */
const ANY: readonly FailureRow[] = [
  {
    what: "a redirect",
    reply: {
      status: 307,
      headers: { location: `https://elsewhere.example.com/?t=${CANARY}` },
    },
    code: "BACKEND_DENIED",
    says: "with status 307, which is not followed",
    calls: 1,
  },
  {
    what: "throttling without an end",
    reply: { status: 429, body: TEXT },
    code: "BACKEND_UNAVAILABLE",
    says: "with status 429, after three attempts",
    calls: 3,
  },
  {
    what: "500 without an end",
    reply: { status: 500, body: { error: CANARY, message: TEXT } },
    code: "BACKEND_UNAVAILABLE",
    says: "with status 500, after three attempts",
    calls: 3,
  },
  {
    what: "a refusal with a page",
    reply: { status: 403, body: `<html>${TEXT}` },
    code: "BACKEND_DENIED",
    says: "with status 403: ",
    calls: 1,
  },
  {
    what: "a refusal with codes that nobody knows",
    reply: {
      status: 400,
      body: {
        error: CANARY,
        error_description: TEXT,
        error_codes: [CANARY],
        errors: [{ code: CANARY, message: TEXT }],
      },
    },
    code: "BACKEND_DENIED",
    says: "with status 400: ",
    calls: 1,
  },
  {
    what: "an error whose members have other forms",
    reply: {
      status: 400,
      body: {
        error: { code: CANARY, status: CANARY, message: TEXT },
        errors: CANARY,
        error_codes: { 0: CANARY },
      },
    },
    code: "BACKEND_DENIED",
    says: "with status 400: ",
    calls: 1,
  },
  {
    what: "a page with status 200",
    reply: { body: `<html>${TEXT}` },
    code: "BACKEND_UNAVAILABLE",
    says: "with no JSON object",
    calls: 1,
  },
  {
    what: "a list",
    reply: { body: [CANARY] },
    code: "BACKEND_UNAVAILABLE",
    says: "with no JSON object",
    calls: 1,
  },
  {
    what: "an answer of more than 256 KiB",
    reply: { body: { access_token: CANARY.repeat(14_000) } },
    code: "BACKEND_UNAVAILABLE",
    says: "its answer is too large",
    calls: 1,
  },
];

for (const stage of STAGES) {
  Deno.test({
    name:
      `a failure of ${stage.name}, is one line without a secret${NEEDS_CLOUD}`,
    ignore,
    fn: async (t) => {
      await assertRows(
        ANY.map((row) => ({ ...row, stage })),
        (name, fn) => t.step(name, fn),
      );
    },
  });
}

Deno.test({
  name:
    `what a stage answers in its success is in no output but the answer${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const scenarios = STAGES.map((stage): Scenario => ({
      files: stage.files ?? {},
      replies: stage.replies,
      runs: [{ ...stage.run, args: ["--trace"] }],
    }));
    for (const { code, stderr } of await eachInClouds(scenarios)) {
      assertEquals(code, 0, stderr);
      assertEquals(findCanary(stderr), [], stderr);
    }
  },
});

Deno.test({
  name:
    `a metadata service that hangs is given up within its time, with one attempt${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    const rows = ["gcp, the metadata server", "acr, the metadata service"].map(
      (name) => ({
        stage: stageOf(name),
        what: "silence",
        reply: { hangs: true },
        code: "BACKEND_UNAVAILABLE" as const,
        says: "it does not respond in time: this node is not a machine of",
        calls: 1,
      }),
    );
    await assertRows(rows, (name, fn) => t.step(name, fn));
  },
});
