/**
 * How a service of a cloud fails, and what the program makes of it.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ErrorCode } from "../../../src/runtime/errors.ts";
import { CANARY, findCanary } from "../canary.ts";
import type { Outcome, Reply, Scenario } from "./scenario.ts";
import { failing, type Stage } from "./stages.ts";
import { eachInClouds } from "./world.ts";
import { assertFailure } from "../failure.ts";

/** A failure, and what the program makes of it. */
export interface FailureRow {
  readonly what: string;
  readonly reply: Reply;
  readonly code: ErrorCode;
  readonly says: string;
  readonly calls: number;
}

/** A message of a service, with a secret in it. */
export const TEXT = `the token ${CANARY} is refused`;

/** Runs every row, and asserts what is so of each failure. */
export async function assertRows(
  rows: readonly (FailureRow & { readonly stage: Stage })[],
  step: (name: string, body: () => void) => Promise<unknown>,
): Promise<void> {
  const scenarios: Scenario[] = rows.map(({ stage, reply }) =>
    failing(stage, reply)
  );
  const outcomes = await eachInClouds(scenarios);
  for (const [at, { stage, what, code, says, calls }] of rows.entries()) {
    await step(`${stage.name}: ${what}`, () => {
      const outcome = outcomes[at] as Outcome;
      assertFailure(outcome, { code, says });
      assertStringIncludes(outcome.stderr, stage.says);
      assertEquals(findCanary(outcome.stderr), [], outcome.stderr);
      const asked = outcome.calls.map((call) => call.what);
      assertEquals(asked.filter((one) => one === stage.what).length, calls);
      assertEquals(asked.at(-1), stage.what);
      assert(!asked.some((one) => one.includes("elsewhere")));
    });
  }
}
