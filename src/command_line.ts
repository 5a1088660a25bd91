/**
 * The command line, checked word by word.
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Invocation } from "./command.ts";
import { COMMANDS, FORMATS, KUBELET_OPTIONS, OPTIONS } from "./commands.ts";
import { didYouMean } from "./did_you_mean.ts";
import { parseGoDuration } from "./duration.ts";
import { ProviderError } from "./errors.ts";

/** What a command line asks for. */
export interface CommandLine extends Invocation {
  /** Name of a command; `undefined` answers the kubelet. */
  readonly command: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
  /** The most time of the run, in milliseconds. */
  readonly timeoutMs: number;
}

/** Half of the 60 s after which the kubelet kills a plugin without a word. */
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Reads the arguments.
 *
 * @throws {ProviderError} `USAGE` for an unknown command or option, a missing
 * or superfluous argument, and a value that an option does not know.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const parsed = parseArgs([...args], {
    boolean: ["help", "version"],
    string: ["_", ...Object.keys(OPTIONS)],
    alias: { h: "help" },
    unknown: (arg, key) => key === undefined || refuseOption(arg),
  });
  const { help, version } = parsed;
  const [command, ...positionals] = parsed._.map(String);
  const options: Record<string, string> = {};
  for (const name of Object.keys(OPTIONS)) {
    const value: unknown = parsed[name as keyof typeof OPTIONS];
    if (typeof value === "string") options[name] = value;
  }
  const timeoutMs = timeoutOf(options["timeout"]);
  if (!help && !version) {
    checkCall(command, positionals);
    checkOptions(command, options);
  }
  return { command, positionals, options, help, version, timeoutMs };
}

function checkCall(
  command: string | undefined,
  positionals: readonly string[],
): void {
  if (command === undefined) return;
  const spec = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (spec === undefined) {
    const known = Object.keys(COMMANDS);
    const meant = didYouMean(command, known);
    usage(
      meant === undefined
        ? `unknown command: known are ${known.join(", ")}`
        : `unknown command "${command}": did you mean "${meant}"?`,
    );
  }
  const missing = spec.positionals[positionals.length];
  if (missing !== undefined) usage(`"${command}" needs ${missing}`);
  if (positionals.length > spec.positionals.length) {
    usage(`"${command}" takes ${spec.positionals.join(" ") || "no argument"}`);
  }
}

function checkOptions(
  command: string | undefined,
  options: { readonly [name: string]: string },
): void {
  const spec = command === undefined ? undefined : COMMANDS[command];
  const allowed = spec?.options ?? KUBELET_OPTIONS;
  for (const [name, value] of Object.entries(options)) {
    if (!allowed.includes(name)) {
      usage(`--${name} does not go with ${command ?? "a kubelet request"}`);
    }
    if (value === "") usage(`--${name} needs a value`);
    const { choices } = OPTIONS[name as keyof typeof OPTIONS] as {
      choices?: readonly string[];
    };
    const known = name === "format" ? FORMATS[command ?? ""] : choices;
    if (known !== undefined && !known.includes(value)) {
      usage(`--${name} is one of ${known.join(", ")}`);
    }
  }
}

function timeoutOf(option: string | undefined): number {
  if (option === undefined) return DEFAULT_TIMEOUT_MS;
  const ms = parseGoDuration(option);
  if (ms !== undefined && ms >= 1_000 && ms <= 55_000) return ms;
  return usage("--timeout is a Go duration from 1s to 55s, such as 20s");
}

// Only the name: a value may be a secret that was meant for another place.
function refuseOption(arg: string): never {
  const name = arg.replace(/^-+/, "").replace(/=.*$/s, "");
  // The parser takes "--config=" for an option with that whole name.
  if (Object.hasOwn(OPTIONS, name)) usage(`--${name} needs a value`);
  const known = [...Object.keys(OPTIONS), "help", "version"];
  const meant = didYouMean(name, known);
  return usage(
    meant === undefined
      ? `unknown option: known are ${
        known.map((option) => `--${option}`).join(", ")
      }`
      : `unknown option "--${name}": did you mean "--${meant}"?`,
  );
}

function usage(message: string): never {
  throw new ProviderError(
    "USAGE",
    `${message}; see "registry-credential-provider --help"`,
  );
}
