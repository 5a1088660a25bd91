/**
 * The arguments of our entries in the kubelet's config, as the program reads them.
 * @module
 */
import type { CommandTable } from "./command.ts";
import { parseCommandLine } from "./command_line.ts";
import { ProviderError } from "../runtime/errors.ts";

/** Tells why the program answers no kubelet with arguments; `undefined` where it does. */
export function refusalOf(
  commands: CommandTable,
): (args: readonly string[]) => string | undefined {
  return (args) => {
    try {
      const { command, help, version } = parseCommandLine(args, commands);
      return command === undefined && !help && !version
        ? undefined
        : "they call for something else than an answer to the kubelet";
    } catch (error) {
      if (error instanceof ProviderError) return error.message;
      throw error;
    }
  };
}
