/**
 * A run without a command and without a request: somebody tries the program.
 * @module
 */
import type { Outcome } from "./command.ts";
import { helperUsage } from "./helper_calls.ts";
import { terminalHint } from "./help.ts";
import { isHelper } from "./program_name.ts";
import { ProviderError } from "../runtime/errors.ts";

/**
 * Answers as Docker's helpers do where the program was started as one.
 *
 * @returns `undefined` where an empty request is to be refused.
 * @throws {ProviderError} `USAGE` on a terminal.
 */
export function withoutRequest(isTerminal: boolean): Outcome | undefined {
  if (isHelper()) return helperUsage();
  if (isTerminal) throw new ProviderError("USAGE", terminalHint());
  return undefined;
}
