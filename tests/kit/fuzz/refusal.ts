/**
 * What holds for whatever a function is given: an answer, or the one kind of
 * error that is meant for people, without the secret.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  type ErrorCode,
  ProviderError,
  toLine,
} from "../../../src/runtime/errors.ts";
import { printable } from "../../../src/runtime/printable.ts";
import { CANARY, findCanary } from "../canary.ts";

/** Stands where a secret is expected. */
export const SECRET = CANARY;

/**
 * The result of `work`, or `undefined` where it was refused as it may be.
 *
 * @throws Where it fails in any other way, or tells the secret.
 */
export async function resultOrRefusal<T>(
  codes: readonly ErrorCode[],
  work: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    assert(codes.includes(error.code), `${error.code}: ${error.message}`);
    assertTellsNothing(printable(toLine(error)));
    return undefined;
  }
}

/** Asserts that a text is one line for people, without the secret. */
export function assertTellsNothing(text: string): void {
  assertEquals(findCanary(text), [], text);
  // deno-lint-ignore no-control-regex -- a line that is shown holds none
  assert(!/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(text), JSON.stringify(text));
}
