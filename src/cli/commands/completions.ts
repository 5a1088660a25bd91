/**
 * `completions`: the script with which a shell completes the command line.
 * @module
 */
import type { CommandTable, Context, Invocation, Outcome } from "../command.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { completionPlaces, type Place } from "../completion/words.ts";
import { zshScript } from "../completion/zsh.ts";

/** The script of each shell, from what may stand where. */
const SCRIPTS: {
  readonly [shell: string]: (places: readonly Place[]) => string;
} = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Runs the command. */
export async function run(
  { positionals: [shell = ""] }: Invocation,
  _context: Context,
  commands: CommandTable,
): Promise<Outcome> {
  return await Promise.resolve({
    stdout: SCRIPTS[shell]?.(completionPlaces(commands)) ?? "",
  });
}
