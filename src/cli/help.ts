/**
 * The help, written from the tables that also check the command line.
 * @module
 */
import type { CommandTable, Option } from "./command.ts";
import { CONFIG_VARIABLE } from "../config/path.ts";
import { FLAGS, OPTIONS } from "./options.ts";

const NAME = "registry-credential-provider";

/** The help of the program, or of one command. */
export function helpText(
  command: string | undefined,
  commands: CommandTable,
): string {
  const spec = command === undefined || !Object.hasOwn(commands, command)
    ? undefined
    : commands[command];
  if (command === undefined || spec === undefined) return programHelp(commands);
  const call = [NAME, command, ...spec.positionals, "[OPTION...]"].join(" ");
  const options = spec.options.map((name) => optionRow(name, spec.formats));
  return `${call}\n\n${sentence(spec.summary)}\n${
    options.length === 0 ? "" : `\nOptions:\n${rows(options)}`
  }`;
}

/** What to say when somebody runs the program on a terminal without a request. */
export function terminalHint(): string {
  return `the kubelet runs this program with a request on standard input; by hand, use "${NAME} get IMAGE" or "${NAME} --help"`;
}

function programHelp(table: CommandTable): string {
  const commands = Object.entries(table).map(
    ([name, { positionals, summary }]): [string, string] => [
      [name, ...positionals].join(" "),
      summary,
    ],
  );
  return `Gives the kubelet, or you, the credentials that pull an image.

  ${NAME} < request     answers a kubelet's CredentialProviderRequest
  ${NAME} COMMAND       does one of these:

${rows(commands)}
Options:
${
    rows([
      ...["config", "timeout", "format"].map((name) => optionRow(name)),
      ...Object.entries(FLAGS).map(
        ([name, summary]): [string, string] => [`--${name}`, summary],
      ),
    ])
  }
The config is --config, else $${CONFIG_VARIABLE}, else
registries.yaml beside the program.

Exit codes: 0 answered (for the kubelet also: no rule matches), 1 failed,
2 wrong command line, 3 no rule matches (get, explain).
`;
}

function optionRow(
  name: string,
  formats?: readonly string[],
): [string, string] {
  const { value, summary }: Option = OPTIONS[name as keyof typeof OPTIONS];
  const choices = name === "format" && formats !== undefined
    ? `: ${formats.join(", ")}`
    : "";
  const left = value === undefined ? `--${name}` : `--${name} ${value}`;
  return [left, summary + choices];
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`)
    .join("");
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
