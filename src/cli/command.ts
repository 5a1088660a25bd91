/**
 * What a command is: how it is called, what it may do, what it gives back.
 * @module
 */
import type { Notes } from "../lookup/notes.ts";
import type { ProviderTable } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** An option that takes a value. */
export interface Option {
  /** How the value is called in the help: `FILE`. */
  readonly value: string;
  readonly summary: string;
  /** The only values there are; the first is the default. */
  readonly choices?: readonly string[];
}

/** How a command is called. */
export interface CommandSpec {
  /** Names of its arguments: `["IMAGE"]`; one in brackets may be left out. */
  readonly positionals: readonly string[];
  /** The only values of its argument, where not any will do. */
  readonly choices?: readonly string[];
  readonly summary: string;
  /** Names of the options it takes, from the table of all options. */
  readonly options: readonly string[];
  /** The values of `--format`; the first is the default. */
  readonly formats?: readonly string[];
}

/** What was written on the command line, checked against a {@linkcode CommandSpec}. */
export interface Invocation {
  readonly positionals: readonly string[];
  readonly options: { readonly [name: string]: string | undefined };
}

/** What a command works with. */
export interface Context {
  readonly providers: ProviderTable;
  readonly runtime: Runtime;
  /** Where the config is: an absolute path. */
  readonly configPath: string;
  /** Where the program finds its config without being told. */
  readonly defaultConfigPath: string;
  /** The only folder that secrets, keys and certificates may be in; `undefined` allows any. */
  readonly filesWithin?: string | undefined;
  /** What is noted of this run. */
  readonly notes: Notes;
  /** The bytes of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
}

/** What a command gives back. */
export interface Outcome {
  /** The answer, for standard output. */
  readonly stdout: string;
  /** Something to know beside a good answer, for standard error. */
  readonly notice?: string | undefined;
  /** Not 0 although nothing failed, where the protocol of another program has it so. */
  readonly exitCode?: number;
  /** Why the answer is a bad one; thrown errors have no answer at all. */
  readonly failure?: Error | undefined;
}

/** Commands by the words that call them. */
export type CommandTable = { readonly [words: string]: Command };

/** The module of a command. */
export interface CommandModule {
  /** Runs it; the commands are all there are, for one that tells of them. */
  run(
    invocation: Invocation,
    context: Context,
    commands: CommandTable,
  ): Promise<Outcome>;
}

/** A command: how it is called, and how to load it. */
export interface Command extends CommandSpec {
  readonly load: () => Promise<CommandModule>;
}
