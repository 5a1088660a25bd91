/**
 * Values of any shape, with variables in their texts, as JSON has them.
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import type { Place } from "../schema/place.ts";
import { parseTemplate, type Template, variablesOf } from "./template.ts";

/** A value whose texts are parsed. */
export interface Texts {
  /** Names of the variables, as often as the texts use them. */
  readonly variables: readonly string[];
  /** The value with every text filled in. */
  fill(expand: (template: Template) => string): unknown;
}

/**
 * Parses every text of a value.
 *
 * @param own Variables that are known only here.
 * @returns `undefined` after at least one problem was reported.
 */
export function parseTexts(
  value: unknown,
  at: Place,
  own: readonly string[] = [],
): Texts | undefined {
  const variables: string[] = [];
  const fill = parse(value, at, variables, own);
  return fill && { variables, fill };
}

type Fill = (expand: (template: Template) => string) => unknown;

function parse(
  value: unknown,
  at: Place,
  variables: string[],
  own: readonly string[],
): Fill | undefined {
  if (typeof value === "string") {
    const parsed = parseTemplate(value, undefined, own);
    if ("problem" in parsed) return at.report(parsed.problem);
    variables.push(...variablesOf(parsed.template));
    return (expand) => expand(parsed.template);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      parse(item, at.at(index), variables, own)
    );
    return all(items, (fills) => (expand) => fills.map((fill) => fill(expand)));
  }
  if (isMapping(value)) {
    const keys = Object.keys(value);
    const items = keys.map((key) =>
      parse(value[key], at.at(key), variables, own)
    );
    return all(
      items,
      (fills) => (expand) =>
        Object.fromEntries(
          fills.map((fill, index) => [keys[index], fill(expand)]),
        ),
    );
  }
  // What YAML reads as another number than the one that is written is not finite.
  if (typeof value === "number" && !Number.isFinite(value)) {
    return at.report(
      "is a number that JSON cannot hold as it is written: write it in plain decimal digits, at most 15 and without leading zeros, or put it in quotes as text",
    );
  }
  return () => value;
}

function all(
  items: readonly (Fill | undefined)[],
  join: (fills: readonly Fill[]) => Fill,
): Fill | undefined {
  const fills = items.filter((item) => item !== undefined);
  return fills.length === items.length ? join(fills) : undefined;
}
