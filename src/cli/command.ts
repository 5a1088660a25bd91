/**
 * What a command is: how it is called, what it may do, what it gives back.
 * @module
 */
import type { Line } from "./line.ts";
import type { EntryScope } from "../kubelet/scope.ts";
import type { Notes } from "../lookup/notes.ts";
import type { ProviderTable } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** An option of some commands. */
export interface Option {
  /** How its value is called in the help: `FILE`; `undefined` where it takes none. */
  readonly value?: string;
  readonly summary: string;
  /** The only values there are; the first is the default. */
  readonly choices?: readonly string[];
}

/** How a command is called. */
export interface CommandSpec {
  /**
   * Names of its arguments: `["IMAGE"]`; one in brackets may be left out, and one
   * with dots stands for any number of words.
   */
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
  /** An option that takes no value has the value `true`. */
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
  /** The entry of the kubelet that the run is for; `undefined` answers every rule. */
  readonly scope?: EntryScope | undefined;
  /** What is noted of this run. */
  readonly notes: Notes;
  /** The bytes of standard input. On a terminal somebody is told that it waits for `what`. */
  readonly readInput: (what: string) => Promise<Uint8Array>;
}

/** What a command gives back. */
export interface Outcome {
  /** The answer for another program, written to standard output as it is. */
  readonly stdout?: string;
  /**
   * The answer for people. Each item becomes one line on standard output,
   * whatever it holds; see `linesText()`.
   */
  readonly lines?: readonly Line[];
  /** Something to know beside a good answer, for standard error. */
  readonly notice?: string | undefined;
  /** Other than 0 although nothing failed, if the protocol of another program wants it. */
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
