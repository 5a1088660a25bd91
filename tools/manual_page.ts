/**
 * The manual page, in the macros of man(7).
 * @module
 */
import type { CommandTable, Option } from "../src/cli/command.ts";
import { ABOUT, CONFIG_ORDER, EXIT_CODES, NAME } from "../src/cli/help.ts";
import { FLAGS, OPTIONS, written } from "../src/cli/options.ts";

/** The text of the page for these commands. */
export function manualPage(commands: CommandTable, version: string): string {
  const lines = [
    `.TH ${NAME.toUpperCase()} 1 "" "${NAME} ${version}" "User Commands"`,
    ".SH NAME",
    `${plain(NAME)} \\- give the kubelet, or a person, registry credentials`,
    ".SH SYNOPSIS",
    `.B ${plain(NAME)}`,
    "< REQUEST",
    ".br",
    `.B ${plain(NAME)}`,
    "COMMAND [OPTION...]",
    ".SH DESCRIPTION",
    plain(ABOUT),
    "Without a command it answers the CredentialProviderRequest on stdin, as the kubelet asks.",
    ".SH COMMANDS",
    ...Object.entries(commands).flatMap(([name, spec]) => [
      ...item([name, ...spec.positionals].join(" "), sentence(spec.summary)),
      ...takes(spec.options),
      ...spec.formats === undefined
        ? []
        : [`Formats: ${spec.formats.join(", ")}.`],
    ]),
    ".SH OPTIONS",
    ...Object.entries(OPTIONS).flatMap(([name, option]) =>
      item(written(name as keyof typeof OPTIONS), described(option))
    ),
    ...Object.entries(FLAGS).flatMap(([name, summary]) =>
      item(`--${name}`, sentence(summary))
    ),
    ".SH FILES",
    "The config is the first of these:",
    ...CONFIG_ORDER.flatMap((place) => [".br", plain(place)]),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, meaning]) => item(code, sentence(meaning))),
  ];
  return `${lines.join("\n")}\n`;
}

function item(head: string, text: string): readonly string[] {
  return [".TP", `.B ${plain(head)}`, plain(text)];
}

function takes(options: readonly string[]): readonly string[] {
  return options.length === 0
    ? []
    : [plain(`Options: ${options.map((name) => `--${name}`).join(", ")}.`)];
}

function described({ summary, choices }: Option): string {
  const listed = choices === undefined ? "" : `: ${choices.join(", ")}`;
  return sentence(summary + listed);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** As it is, and not as roff reads it: backslashes, minus signs, and what begins a line. */
function plain(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-")
    .replace(/^(?=['.])/, "\\&");
}
