/**
 * `docker-helper version`: the version, as Docker's own helpers give it.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";
import { helperVersion } from "../helper_calls.ts";

/** Runs the command. */
export function run(
  _invocation: Invocation,
  _context: Context,
): Promise<Outcome> {
  return Promise.resolve({ stdout: helperVersion() });
}
