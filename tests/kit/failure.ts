/**
 * What every failure of the program looks like.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { ErrorCode } from "../../src/runtime/errors.ts";
import { program, request, type Result, withFiles } from "./program.ts";

/** A failure as the requirement has it. */
export interface Failure {
  readonly code: ErrorCode;
  /** A part of the message: what is wrong, in its own words. */
  readonly says: string;
}

/** A service that gives nothing that can be used. */
export const unavailable = (says: string): Failure => ({
  code: "BACKEND_UNAVAILABLE",
  says,
});

/** 2 for a wrong command line, 3 where no rule matches, 1 for everything else. */
const EXIT_CODES: { readonly [code: string]: number } = {
  USAGE: 2,
  NO_MATCH: 3,
};

/** Nothing on standard output, one line with its code on standard error, and the exit code. */
export function assertFailure(result: Result, { code, says }: Failure): void {
  assertEquals(result.stdout, "");
  assertFailureLine(result, { code, says });
}

/** As {@linkcode assertFailure}, for a command that has a report on standard output. */
export function assertFailureLine(
  { stderr, code: exitCode }: Result,
  { code, says }: Failure,
): void {
  assertMatch(stderr, /^registry-credential-provider: [^\n]+\]\n$/);
  assertStringIncludes(stderr, says);
  assertEquals(/\[([A-Z_]+)\]\n$/.exec(stderr)?.[1], code, stderr);
  assertEquals(exitCode, EXIT_CODES[code] ?? 1);
}

/** Asserts that a config with this text gives no answer, and that the failure names its path. */
export async function assertConfigRefused(
  text: string | Uint8Array,
  expected: Failure,
): Promise<void> {
  await withFiles({ "registries.yaml": text }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    const stdin = request("a.io/app");
    const result = await program([`--config=${path}`], { stdin });
    assertFailure(result, expected);
    assertFailure(result, { ...expected, says: `the config file ${path}` });
  });
}
