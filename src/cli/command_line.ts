/**
 * The command line, checked word by word.
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Command, CommandTable, Invocation } from "./command.ts";
import { DEFAULT_TIMEOUT_MS } from "../runtime/deadline.ts";
import { didYouMean } from "../schema/did_you_mean.ts";
import { parseGoDuration } from "../format/duration.ts";
import {
  FLAGS,
  KUBELET_OPTIONS,
  OPTIONS,
  SWITCHES,
  VALUED,
} from "./options.ts";
import { unknownCommand, usageError } from "./unknown_command.ts";

/** What a command line asks for. */
export interface CommandLine extends Invocation {
  /** Name of a command; `undefined` answers the kubelet. */
  readonly command: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
  /** Whether the run tells its steps. */
  readonly trace: boolean;
  /** The most time of the run, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Reads the arguments.
 *
 * @throws {ProviderError} `USAGE` for an unknown command or option, a missing
 * or superfluous argument, and a value that an option does not know.
 */
export function parseCommandLine(
  args: readonly string[],
  commands: CommandTable,
): CommandLine {
  // The parser has a place of that name for what is not an option, and no option has one.
  args.filter((arg) => /^-[^=]*_/.test(arg)).forEach(refuseOption);
  const parsed = parseArgs(withDash(args), {
    boolean: ["help", "version", "trace", ...SWITCHES],
    string: ["_", ...VALUED],
    alias: { h: "help" },
    unknown: (arg, key) => key === undefined || refuseOption(arg),
  });
  const { help = false, version = false, trace = false } = parsed;
  const { command, positionals } = split(parsed._.map(String), commands);
  const values: { readonly [name: string]: unknown } = parsed;
  const options: Record<string, string> = {};
  for (const name of Object.keys(OPTIONS)) {
    const value = values[name];
    if (typeof value === "string") options[name] = value;
    if (value === true) options[name] = "true";
  }
  const timeoutMs = timeoutOf(options["timeout"]);
  if (!help && !version) {
    const spec = checkCall(command, positionals, commands);
    checkOptions(command ?? "a kubelet request", spec, options);
  }
  return { command, positionals, options, help, version, trace, timeoutMs };
}

// The parser takes a "-" or nothing after an option for an argument of the command.
function withDash(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    if (isMissed(arg) && isOption(args[at - 1])) return [];
    const next = args[at + 1];
    return isMissed(next) && isOption(arg) ? [`${arg}=${next}`] : [arg];
  });
}

function isMissed(arg: string | undefined): boolean {
  return arg === "-" || arg === "";
}

function isOption(arg: string | undefined): boolean {
  return arg?.startsWith("--") === true &&
    Object.hasOwn(OPTIONS, arg.slice(2));
}

// A command has one word or two: "get", "cache list".
function split(
  words: readonly string[],
  commands: CommandTable,
): { command: string | undefined; positionals: readonly string[] } {
  const [first, second, ...rest] = words;
  const both = `${first} ${second}`;
  return second !== undefined && Object.hasOwn(commands, both)
    ? { command: both, positionals: rest }
    : { command: first, positionals: words.slice(1) };
}

function checkCall(
  command: string | undefined,
  positionals: readonly string[],
  commands: CommandTable,
): Command | undefined {
  if (command === undefined) return undefined;
  const spec = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (spec === undefined) {
    throw unknownCommand(command, Object.keys(commands), positionals[0]);
  }
  const missing = spec.positionals[positionals.length];
  if (missing !== undefined && !missing.startsWith("[")) {
    usage(`"${command}" needs ${missing}`);
  }
  const isOpen = spec.positionals.at(-1)?.endsWith("...]") ?? false;
  if (positionals.length > spec.positionals.length && !isOpen) {
    const only = spec.positionals.join(" ");
    usage(`"${command}" takes ${only === "" ? "no argument" : `only ${only}`}`);
  }
  const { choices } = spec;
  if (
    choices !== undefined && positionals.some((it) => !choices.includes(it))
  ) {
    usage(`"${command}" takes one of ${choices.join(", ")}`);
  }
  return spec;
}

function checkOptions(
  call: string,
  spec: Command | undefined,
  options: { readonly [name: string]: string },
): void {
  const allowed = spec?.options ?? KUBELET_OPTIONS;
  for (const [name, value] of Object.entries(options)) {
    if (!allowed.includes(name)) usage(`--${name} cannot be used with ${call}`);
    if (value === "") usage(`--${name} needs a value`);
    const { choices } = OPTIONS[name as keyof typeof OPTIONS] as {
      choices?: readonly string[];
    };
    const known = name === "format" ? spec?.formats : choices;
    if (known !== undefined && !known.includes(value)) {
      usage(`--${name} must be one of ${known.join(", ")}`);
    }
  }
  const { audience } = options;
  if (audience !== undefined && options["no-audience"] !== undefined) {
    usage("--audience cannot be used with --no-audience");
  }
  if (audience === undefined && options["cache-type"] !== undefined) {
    usage("--cache-type needs --audience");
  }
}

function timeoutOf(option: string | undefined): number {
  if (option === undefined) return DEFAULT_TIMEOUT_MS;
  const ms = parseGoDuration(option);
  if (ms !== undefined && ms >= 1_000 && ms <= 55_000) return ms;
  return usage("--timeout must be a Go duration from 1s to 55s, such as 20s");
}

// Only the name: a value may be a secret that was meant for another place.
function refuseOption(arg: string): never {
  const [name = "", mark] = arg.replace(/^-+/, "").split(/([=\s])/, 2);
  const known = [...Object.keys(OPTIONS), ...Object.keys(FLAGS)];
  if (known.includes(name)) usage(`--${name} ${slipOf(arg, mark)}`);
  const meant = didYouMean(name, known);
  return usage(
    meant === undefined
      ? `unknown option: known are ${
        known.map((option) => `--${option}`).join(", ")
      }`
      : `unknown option "--${name}": did you mean "--${meant}"?`,
  );
}

// What is wrong with an option that there is.
function slipOf(arg: string, mark: string | undefined): string {
  if (!/^--[^-]/.test(arg)) return "needs two dashes";
  // The parser takes "--config=" for an option with that whole name.
  return mark === "="
    ? "needs a value"
    : "has a space after it in the same argument: write --NAME=VALUE, or the value as an argument of its own";
}

function usage(message: string): never {
  throw usageError(message);
}
