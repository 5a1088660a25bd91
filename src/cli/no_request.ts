/**
 * A run without a command and without a request: somebody tries the program.
 * @module
 */
import type { Outcome } from "./command.ts";
import { helperUsage } from "./helper_calls.ts";
import { terminalHint, welcomeText } from "./help.ts";
import { isHelper } from "./program_name.ts";
import { ProviderError } from "../runtime/errors.ts";

/**
 * Answers as Docker's helpers do where the program was started as one, and says
 * what the program is to somebody who starts it alone on a terminal.
 *
 * @returns `undefined` where an empty request is to be refused.
 * @throws {ProviderError} `USAGE` on a terminal, where there are arguments.
 */
export function withoutRequest(
  isTerminal: boolean,
  hasArguments: boolean,
): Outcome | undefined {
  if (isHelper()) return helperUsage();
  if (!isTerminal) return undefined;
  if (!hasArguments) return { stdout: welcomeText() };
  throw new ProviderError("USAGE", terminalHint());
}
