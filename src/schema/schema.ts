/**
 * Definitions of values in a file. One definition validates a value and
 * describes it as JSON Schema, so the two cannot drift apart.
 * @module
 */
import { parseGoDuration } from "../format/duration.ts";
import { formatGoDuration } from "../format/duration_text.ts";
import { isMapping } from "../format/is_mapping.ts";
import type { Place } from "./place.ts";

/** A JSON Schema (draft 2020-12) fragment. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The definition of one value. */
export interface Schema<T> {
  /** The value; `undefined` after at least one problem was reported. */
  decode(value: unknown, at: Place): T | undefined;
  /** The same definition for editors. */
  json(): JsonSchema;
}

/** One key of a mapping. */
export interface Field<T> {
  readonly schema: Schema<T>;
  readonly required: boolean;
  /** A phrase that follows "is missing:", and a sentence in an editor. */
  readonly description: string;
  /** What other tools call it, in lower case: for a message, never accepted. */
  readonly elsewhere?: readonly string[];
  /** A value that an editor shows. */
  readonly example?: unknown;
}

/** The keys of a mapping. */
export type Fields = { readonly [key: string]: Field<unknown> };

/** The value of a mapping: optional keys may be `undefined`. */
export type Mapping<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** A key that has to be there. */
export function required<T>(
  schema: Schema<T>,
  description: string,
  elsewhere: readonly string[] = [],
  example?: unknown,
): Field<T> {
  return { schema, required: true, description, elsewhere, example };
}

/** A key that may be left out. */
export function optional<T>(
  schema: Schema<T>,
  description: string,
  elsewhere: readonly string[] = [],
  example?: unknown,
): Field<T | undefined> {
  return { schema, required: false, description, elsewhere, example };
}

/** Text. `check` may return what is wrong with it and what to write instead. */
export function text(
  check: (value: string) => string | undefined = () => undefined,
  json: JsonSchema = {},
): Schema<string> {
  return {
    decode(value, at): string | undefined {
      if (typeof value !== "string") {
        const found = `expected text, found ${nameOf(value)}`;
        // Quotes are no help where the text in them would be a wrong one.
        return typeof value === "number" || typeof value === "boolean"
          ? at.report(check(`${value}`) ?? `${found}: put it in quotes`)
          : at.report(found);
      }
      const wrong = check(value);
      return wrong === undefined ? value : at.report(wrong);
    },
    json: () => ({ type: "string", ...json }),
  };
}

/** Text that has to be exactly `word`. */
export function literal(word: string): Schema<string> {
  return text(
    (value) => value === word ? undefined : `expected ${word}`,
    { const: word },
  );
}

/** One of several words. */
export function oneOf<T extends string>(words: readonly T[]): Schema<T> {
  const word = text(
    (value) =>
      (words as readonly string[]).includes(value)
        ? undefined
        : `expected ${words.join(" or ")}`,
    { enum: words },
  );
  return transform(word, (value) => value as T);
}

/** True or false. */
export const flag: Schema<boolean> = {
  decode: (value, at) =>
    typeof value === "boolean"
      ? value
      : at.report(`expected true or false, found ${nameOf(value)}`),
  json: () => ({ type: "boolean" }),
};

/** A Go duration of at least `least` and at most `most`, in milliseconds. */
export function goDuration(least: number, most: number): Schema<number> {
  const written = text((value) => {
    const ms = parseGoDuration(value);
    if (ms === undefined) {
      return /\d\s*d/.test(value)
        ? "is not a Go duration: there is no unit for days, write 24h for one day"
        : "is not a Go duration: write for instance 90s, 10m or 1h30m";
    }
    return ms < least || ms > most
      ? `has to be from ${formatGoDuration(least)} to ${formatGoDuration(most)}`
      : undefined;
  }, { pattern: "^[+]?(?:0|(?:[0-9]*\\.?[0-9]+(?:ns|us|µs|ms|s|m|h))+)$" });
  return transform(written, (value) => parseGoDuration(value) ?? 0);
}

/** A list with at least `least` items. */
export function list<T>(item: Schema<T>, least: number): Schema<readonly T[]> {
  return {
    decode(value, at): readonly T[] | undefined {
      if (!Array.isArray(value)) {
        return at.report(`expected a list, found ${nameOf(value)}`);
      }
      if (value.length < least) {
        return at.report(`expected at least ${least} item, found none`);
      }
      const items = value.map((one, index) => item.decode(one, at.at(index)));
      return items.every((one) => one !== undefined) ? items : undefined;
    },
    json: () => ({ type: "array", minItems: least, items: item.json() }),
  };
}

/** A value of any shape. */
export const anything: Schema<unknown> = {
  decode: (value, at) => value ?? at.report("has no value"),
  json: () => ({}),
};

/** A mapping with these keys and no others. */
export function mapping<F extends Fields>(
  fields: F,
  json: JsonSchema = {},
): Schema<Mapping<F>> {
  const known = Object.keys(fields);
  return {
    decode(value, at): Mapping<F> | undefined {
      if (!isMapping(value)) {
        return at.report(`expected a mapping, found ${nameOf(value)}`);
      }
      let sound = reportUnknownKeys(value, fields, at);
      const decoded: Record<string, unknown> = {};
      for (const key of known) {
        const field = fields[key] as Field<unknown>;
        if (!Object.hasOwn(value, key)) {
          if (!field.required) continue;
          at.report(`"${key}" is missing: ${field.description}`);
          sound = false;
          continue;
        }
        decoded[key] = field.schema.decode(value[key], at.at(key));
        if (decoded[key] === undefined) sound = false;
      }
      return sound ? decoded as Mapping<F> : undefined;
    },
    json: () => ({
      type: "object",
      additionalProperties: false,
      required: known.filter((key) => fields[key]?.required),
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, field]) => [key, described(field)]),
      ),
      ...json,
    }),
  };
}

/** A definition whose value is turned into something else; `undefined` after a reported problem. */
export function transform<T, U>(
  schema: Schema<T>,
  turn: (value: T, at: Place) => U | undefined,
): Schema<U> {
  return {
    decode(value, at): U | undefined {
      const decoded = schema.decode(value, at);
      return decoded === undefined ? undefined : turn(decoded, at);
    },
    json: () => schema.json(),
  };
}

function described(
  { schema, description, example }: Field<unknown>,
): JsonSchema {
  const sentence = description.charAt(0).toUpperCase() + description.slice(1);
  return {
    description: `${sentence}.`,
    ...example === undefined ? {} : { examples: [example] },
    ...schema.json(),
  };
}

function reportUnknownKeys(
  value: Record<string, unknown>,
  fields: Fields,
  at: Place,
): boolean {
  let sound = true;
  const known = Object.keys(fields);
  Object.keys(value).forEach((key, index) => {
    if (known.includes(key)) return;
    sound = false;
    at.reportUnknown(key, index + 1, fields);
  });
  return sound;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return { string: "text", number: "a number", boolean: "true or false" }[
    typeof value as "string" | "number" | "boolean"
  ] ?? "something else";
}
