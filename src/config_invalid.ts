/**
 * All problems of a config, as one failure.
 * @module
 */
import { ProviderError } from "./errors.ts";
import { type Problem, problemText } from "./place.ts";

/**
 * The failure `CONFIG_INVALID`: the first problem, and how many more there are.
 *
 * @param path Where the config is.
 */
export function configInvalid(
  path: string,
  problems: readonly Problem[],
): ProviderError {
  const [first, ...others] = problems;
  const what = first === undefined ? "is not valid" : problemText(first);
  const more = others.length === 0
    ? ""
    : ` (and ${others.length} more: run "registry-credential-provider validate --config ${path}")`;
  return new ProviderError(
    "CONFIG_INVALID",
    `the config file ${path}: ${what}${more}`,
  );
}
