/**
 * A run with a command, or with words that are none.
 * @module
 */
import { parseCommandLine } from "./command_line.ts";
import type { CommandTable, Context, Outcome } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { Notes } from "../lookup/notes.ts";

/** What a command runs in. */
export interface Surroundings {
  readonly notes: Notes;
  /** Lets something work in time, with the config that the options name. */
  withContext(
    options: { readonly [option: string]: string | undefined },
    timeoutMs: number,
    work: (context: Context) => Promise<Outcome>,
  ): Promise<Outcome>;
  /** What is done where no command is named. */
  answerRequest(context: Context): Promise<Outcome>;
}

/** What a credential helper is called with. */
const HELPER_WORDS = ["get", "list", "store", "erase", "version"];

/**
 * Runs what the arguments say.
 *
 * @param more Commands of the providers.
 * @throws {ProviderError} `USAGE` where the arguments fit no command, and what
 * the command throws.
 */
export async function runCommand(
  args: readonly string[],
  more: CommandTable,
  { notes, withContext, answerRequest }: Surroundings,
): Promise<Outcome> {
  const commands = { ...COMMANDS, ...more };
  const words = await commandWords(args);
  if (words.join(" ") === "docker-helper") {
    const { helperUsage } = await import("./helper_calls.ts");
    return helperUsage();
  }
  const line = parseCommandLine(words, commands);
  if (line.version) {
    const { versionText } = await import("../runtime/version.ts");
    return { stdout: versionText() };
  }
  if (line.help) {
    const { helpText } = await import("./help.ts");
    return { stdout: helpText(line.command, commands) };
  }
  const command = commands[line.command ?? ""];
  notes.command = line.command ?? notes.command;
  if (line.trace) (await import("../lookup/trace.ts")).startTrace(notes);
  return await withContext(
    line.options,
    line.timeoutMs,
    async (context) =>
      command === undefined
        ? await answerRequest(context)
        : await (await command.load()).run(line, context, commands),
  );
}

// A credential helper is always called with one of these words alone; so no other
// call needs the name of the program.
async function commandWords(
  args: readonly string[],
): Promise<readonly string[]> {
  const [word = "", ...rest] = args;
  if (rest.length > 0 || !HELPER_WORDS.includes(word)) return args;
  const { withHelperCommand } = await import("./program_name.ts");
  return withHelperCommand(args);
}
