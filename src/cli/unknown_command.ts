/**
 * A command that does not exist, and the one that was probably meant.
 * @module
 */
import { didYouMean } from "../schema/did_you_mean.ts";
import { ProviderError } from "../runtime/errors.ts";

/** The failure of a call for one; only a word that is near to a command is repeated. */
export function unknownCommand(
  command: string,
  known: readonly string[],
): ProviderError {
  const below = known.filter((name) => name.startsWith(`${command} `));
  const meant = didYouMean(command, known);
  const message = below.length > 0
    ? `"${command}" needs a subcommand: ${below.join(", ")}`
    : meant === undefined
    ? `unknown command: known are ${known.join(", ")}`
    : `unknown command "${command}": did you mean "${meant}"?`;
  return usageError(message);
}

/** A wrong command line; where to look is added. */
export function usageError(message: string): ProviderError {
  return new ProviderError(
    "USAGE",
    `${message}; see "registry-credential-provider --help"`,
  );
}
