/**
 * The answer of a command that has nothing to list.
 * @module
 */
import type { Outcome } from "./command.ts";

/**
 * Says to people why there is nothing. A program gets an answer of the form that
 * it asked for, and the reason stands on standard error.
 *
 * @param format The value of `--format`.
 * @param none What nothing is in JSON: an empty list, or no line.
 */
export function nothing(
  why: string,
  format: string | undefined,
  none = "[]\n",
): Outcome {
  return format === "json" ? { stdout: none, notice: why } : { lines: [why] };
}
