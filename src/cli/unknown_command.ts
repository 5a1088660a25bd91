/**
 * A command that does not exist, and the one that was probably meant.
 * @module
 */
import { didYouMean } from "../schema/did_you_mean.ts";
import { ProviderError } from "../runtime/errors.ts";

/**
 * The failure of a call for one; only words that are near to a command are repeated.
 *
 * @param next The word behind it, which belongs to it where commands of two words
 * begin so.
 */
export function unknownCommand(
  first: string,
  known: readonly string[],
  next?: string,
): ProviderError {
  const below = known.filter((name) => name.startsWith(`${first} `));
  const command = below.length > 0 && next ? `${first} ${next}` : first;
  const meant = didYouMean(command, known);
  return usageError(
    meant !== undefined
      ? `unknown command "${command}": did you mean "${meant}"?`
      : below.length > 0
      ? `"${first}" needs a subcommand: ${below.join(", ")}`
      : `unknown command: known are ${known.join(", ")}`,
  );
}

/** A wrong command line; where to look is added. */
export function usageError(message: string): ProviderError {
  return new ProviderError(
    "USAGE",
    `${message}; see "registry-credential-provider --help"`,
  );
}
