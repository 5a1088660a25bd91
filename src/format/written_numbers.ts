/**
 * Numbers of a YAML text that stand there as they are read.
 * @module
 */
import { isMapping } from "./is_mapping.ts";
import { isNumberText } from "./number_text.ts";

/**
 * Numbers of YAML 1.2 (section 10.3.2) that `@std/yaml` reads as text: with a
 * leading zero that is not an octal digit's, `0o17`, `-.5`. Not behind a quote, and
 * not as a key, which is a text in any case.
 */
const OVERLOOKED =
  /(?<![^\s,[{])[-+]?(?:0o[0-7]+|(?:0[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![^\s,\]}])/g;

/** A parser of YAML; throws where the text is none. */
type Parse = (
  text: string,
  options: { readonly schema: "core" | "failsafe" },
) => unknown;

/**
 * Replaces, in place, each finite number whose text is not the one that JSON
 * writes for it by `NaN`, which no schema takes for a number: `012` is read as
 * 10, `9007199254740993` loses its last digit, and `089` is read as text.
 *
 * A key that is such a number stays as it is written, with `NaN` as its value.
 *
 * @param value The mapping or list that the text holds.
 * @param text The text that it was read from.
 * @param parse The parser.
 */
export function refuseOtherNumbers(
  value: unknown,
  text: string,
  parse: Parse,
): void {
  const parseOrNothing: Parse = (...input) => {
    try {
      return parse(...input);
    } catch {
      return undefined;
    }
  };
  const plain = withoutOverlooked(text);
  const seen = plain === text
    ? value
    : parseOrNothing(plain, { schema: "core" });
  // The failsafe schema has no numbers, and no tags for them: with a tag such as
  // !!int nothing is known of how a number is written.
  const written = parseOrNothing(text, { schema: "failsafe" });
  compare(value, written, seen);
}

/**
 * @param written The same value, with the text of every scalar in its place.
 * @param seen The same, read from {@linkcode withoutOverlooked}.
 */
function compare(value: unknown, written: unknown, seen: unknown): void {
  if (!isMapping(value) && !Array.isArray(value)) return;
  const values = value as Record<string, unknown>;
  if (isMapping(value)) refuseKeys(values, isMapping(written) ? written : {});
  for (const key of Object.keys(values)) {
    const one = values[key];
    const text = below(written, key);
    const number = below(seen, key);
    if (typeof one === "object") compare(one, text, number);
    else if (
      Number.isFinite(one)
        ? JSON.stringify(one) !== text
        : typeof one === "string" && typeof number === "number"
    ) values[key] = NaN;
  }
}

/**
 * A text in which each number that the parser overlooks is one that it reads,
 * of the same length. In quotes, and in a longer text, it stays text.
 */
function withoutOverlooked(text: string): string {
  return text.replace(OVERLOOKED, (one) => "1".repeat(one.length));
}

function refuseKeys(
  values: Record<string, unknown>,
  written: Record<string, unknown>,
): void {
  const others = Object.keys(values).filter((key) =>
    !Object.hasOwn(written, key) && isNumberText(key)
  );
  if (others.length === 0) return;
  const keys = Object.keys(written);
  for (const key of others) {
    if (keys.length > 0) delete values[key];
    else values[key] = NaN;
  }
  for (const key of keys) {
    if (!Object.hasOwn(values, key)) values[key] = NaN;
  }
}

function below(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
