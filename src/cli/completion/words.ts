/**
 * What may stand where on a command line, by the tables that also check it.
 * @module
 */
import type { CommandSpec, CommandTable, Option } from "../command.ts";
import { FLAGS, KUBELET_OPTIONS, OPTIONS, VALUED } from "../options.ts";

/** A word, and what it is. */
export interface Word {
  readonly word: string;
  /** Empty where there is nothing to say. */
  readonly summary: string;
}

/** An option with its dashes, and what may be its value. */
export interface OptionWord extends Word {
  /** Words to choose from; `files` for a path; `any` for what nobody knows; `none` without a value. */
  readonly value: readonly string[] | "files" | "any" | "none";
  /** How the help calls the value: `FILE`. */
  readonly valueName: string;
}

/** What may follow certain words. */
export interface Place {
  /** The words before: none, those of a command, or the first of `cache list`. */
  readonly after: string;
  /** Further words of a command, or the values of its argument. */
  readonly words: readonly Word[];
  readonly options: readonly OptionWord[];
}

/** What the help calls a value that is a path. */
const PATHS = ["FILE", "FOLDER", "PATH"];

/** Every place on the command line. */
export function completionPlaces(commands: CommandTable): readonly Place[] {
  const names = Object.keys(commands);
  const places: Place[] = [{
    after: "",
    words: firstWords(commands),
    options: [
      ...KUBELET_OPTIONS.map((name) => ofTable(name)),
      ...Object.keys(FLAGS).map(flag),
    ],
  }];
  for (const group of new Set(names.flatMap(groupOf))) {
    const inside = names.filter((name) => name.startsWith(`${group} `));
    places.push({
      after: group,
      words: inside.map((name) => ({
        word: name.slice(group.length + 1),
        summary: commands[name]?.summary ?? "",
      })),
      options: common(inside.map((name) => optionsOf(commands[name]))),
    });
  }
  for (const [after, command] of Object.entries(commands)) {
    places.push({
      after,
      words: after === "help"
        ? firstWords(commands)
        : (command.choices ?? []).map((word) => ({ word, summary: "" })),
      options: optionsOf(command),
    });
  }
  return places;
}

/** Every option that takes a value, with its dashes. */
export function valuedOptions(): readonly string[] {
  return VALUED.map((name) => `--${name}`);
}

/** What leads on to each command: those before and the next word, with a blank between them. */
export function commandSteps(places: readonly Place[]): readonly string[] {
  return places.map(({ after }) => after).filter((after) => after !== "")
    .map((after) => after.includes(" ") ? after : ` ${after}`);
}

function firstWords(commands: CommandTable): readonly Word[] {
  const words = new Map<string, string>();
  for (const [name, { summary }] of Object.entries(commands)) {
    const [group] = groupOf(name);
    const inside = Object.keys(commands)
      .filter((other) => other.startsWith(`${group} `))
      .map((other) => other.slice((group ?? "").length + 1));
    words.set(group ?? name, group === undefined ? summary : inside.join(", "));
  }
  return [...words].map(([word, summary]) => ({ word, summary }));
}

/** `cache` of `cache list`. */
function groupOf(name: string): readonly string[] {
  const [first = "", ...more] = name.split(" ");
  return more.length === 0 ? [] : [first];
}

function optionsOf(command: CommandSpec | undefined): readonly OptionWord[] {
  return [
    ...(command?.options ?? []).map((name) => ofTable(name, command?.formats)),
    flag("trace"),
    flag("help"),
  ];
}

/** The options that are in all lists, with the same values. */
function common(
  [first = [], ...others]: readonly (readonly OptionWord[])[],
): readonly OptionWord[] {
  const same = (a: OptionWord, b: OptionWord) =>
    a.word === b.word && String(a.value) === String(b.value);
  return first.filter((one) =>
    others.every((other) => other.some((it) => same(one, it)))
  );
}

function ofTable(name: string, formats?: readonly string[]): OptionWord {
  const option: Option = OPTIONS[name as keyof typeof OPTIONS];
  const { value, summary } = option;
  if (value === undefined) return withoutValue(name, summary);
  const choices = name === "format" ? formats : option.choices;
  return {
    word: `--${name}`,
    summary,
    value: choices ?? (PATHS.includes(value) ? "files" : "any"),
    valueName: value,
  };
}

function flag(name: string): OptionWord {
  return withoutValue(name, FLAGS[name as keyof typeof FLAGS]);
}

function withoutValue(name: string, summary: string): OptionWord {
  return { word: `--${name}`, summary, value: "none", valueName: "" };
}
