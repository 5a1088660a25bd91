/**
 * `help`: the same as `--help`.
 * @module
 */
import type { CommandTable, Context, Invocation, Outcome } from "../command.ts";
import { helpText } from "../help.ts";
import { unknownCommand } from "../unknown_command.ts";

/** Runs the command. */
export async function run(
  { positionals }: Invocation,
  _context: Context,
  commands: CommandTable,
): Promise<Outcome> {
  const command = positionals.join(" ");
  if (command === "") return { stdout: helpText(undefined, commands) };
  if (!Object.hasOwn(commands, command)) {
    throw unknownCommand(command, Object.keys(commands));
  }
  return await Promise.resolve({ stdout: helpText(command, commands) });
}
