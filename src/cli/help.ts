/**
 * The help, written from the tables that also check the command line.
 * @module
 */
import type { CommandTable, Option } from "./command.ts";
import { columns } from "./columns.ts";
import { CONFIG_VARIABLE, NODE_CONFIGS } from "../config/path.ts";
import { FLAGS, OPTIONS, written } from "./options.ts";

/** The name of the program. */
export const NAME = "registry-credential-provider";

/** What the program is, in one sentence. */
export const ABOUT =
  "A kubelet image credential provider: it maps image patterns to registry credentials in one YAML file.";

/** Where a config is looked for, in this order. */
export const CONFIG_ORDER: readonly string[] = [
  "--config FILE",
  `$${CONFIG_VARIABLE}`,
  "registries.yaml beside the program",
  ...NODE_CONFIGS,
];

/** Every exit code, and what it means. */
export const EXIT_CODES: readonly (readonly [string, string])[] = [
  ["0", "success; for the kubelet also: no registry of the config matches"],
  ["1", "failure: stderr has one line that ends in an error code"],
  ["2", "wrong command line"],
  ["3", "no registry of the config matches the image (get, explain)"],
];

/** The help of the program, or of one command. */
export function helpText(
  command: string | undefined,
  commands: CommandTable,
): string {
  const spec = command === undefined || !Object.hasOwn(commands, command)
    ? undefined
    : commands[command];
  if (command === undefined || spec === undefined) return programHelp(commands);
  const call = [NAME, command, ...spec.positionals].join(" ");
  const options = spec.options.map((name) => optionRow(name, spec.formats));
  return `${sentence(spec.summary)}

Usage:
  ${call}${options.length === 0 ? "" : " [OPTION...]"}
${options.length === 0 ? "" : `\nOptions:\n${rows(options)}`}`;
}

/** What somebody sees who runs the program on a terminal, without arguments. */
export function welcomeText(): string {
  return `${ABOUT}
The kubelet runs it with a request on stdin. You can try:

${
    rows([
      [`${NAME} validate`, "check the config"],
      [
        `${NAME} explain nginx:1.27`,
        "show which registry of the config answers, and why",
      ],
      [`${NAME} get nginx:1.27`, "get the credentials for an image"],
    ])
  }
${NAME} --help lists all commands.
`;
}

/** What to say where a request is awaited on a terminal. */
export function terminalHint(): string {
  return `a kubelet's request is expected on stdin, which is a terminal: run "${NAME} get IMAGE" or "${NAME} --help"`;
}

function programHelp(table: CommandTable): string {
  const commands = Object.entries(table).map(
    ([name, { positionals, summary }]): [string, string] => [
      [name, ...positionals].join(" "),
      summary,
    ],
  );
  return `${ABOUT}

Usage:
  ${NAME} < REQUEST     answer a CredentialProviderRequest, as the kubelet asks
  ${NAME} COMMAND [OPTION...]

Commands:
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
The config is the first of these:
${CONFIG_ORDER.map((place) => `  ${place}\n`).join("")}
Exit codes:
${rows(EXIT_CODES)}`;
}

function optionRow(
  name: string,
  formats?: readonly string[],
): [string, string] {
  const known = name as keyof typeof OPTIONS;
  const option: Option = OPTIONS[known];
  const choices = name === "format" ? formats : option.choices;
  const listed = choices === undefined ? "" : `: ${choices.join(", ")}`;
  return [written(known), option.summary + listed];
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  return columns(pairs.map(([left, right]) => [`  ${left}`, right]))
    .map((line) => `${line}\n`).join("");
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
