/**
 * Numbers of a YAML text that stand there as they are read.
 * @module
 */
import { isMapping } from "./is_mapping.ts";

/**
 * Numbers of YAML 1.2 (section 10.3.2) that `@std/yaml` reads as text: with a
 * leading zero that is no octal digit's, `0o17`, `-.5`. Not behind a quote, and
 * not as a key, which is a text in any case.
 */
const OVERLOOKED =
  /(?<![^\s,[{])[-+]?(?:0o[0-7]+|(?:0[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![^\s,\]}])/g;

/** What {@linkcode refuseOtherNumbers} has to compare a value with. */
export type Suspicion = "none" | "number" | "overlooked number";

/** Tells whether there is a number, or what may be one, anywhere in a value. */
export function suspicionOf(value: unknown): Suspicion {
  if (typeof value === "number") return "number";
  if (typeof value === "string") {
    return mayBeOverlooked(value) ? "overlooked number" : "none";
  }
  if (typeof value !== "object" || value === null) return "none";
  const isKeyed = isMapping(value);
  let suspicion: Suspicion = "none";
  for (const key of Object.keys(value)) {
    const one = suspicionOf(Reflect.get(value, key));
    if (one === "overlooked number") return one;
    if (one === "number" || (isKeyed && isNumberText(key))) {
      suspicion = "number";
    }
  }
  return suspicion;
}

function mayBeOverlooked(text: string): boolean {
  const code = text.charCodeAt(0);
  // Plus, minus, dot and zero; nearly no text of a config begins with these.
  if (code !== 43 && code !== 45 && code !== 46 && code !== 48) return false;
  return text.search(OVERLOOKED) === 0;
}

// As JavaScript writes a number: with a digit or minus first, Infinity or NaN.
function isNumberText(key: string): boolean {
  const code = key.charCodeAt(0);
  return (code <= 57 || code === 73 || code === 78) &&
    String(Number(key)) === key;
}

/**
 * A text in which each number that the parser overlooks is one that it reads,
 * of the same length. In quotes, and in a longer text, it stays text.
 */
export function withoutOverlooked(text: string): string {
  return text.replace(OVERLOOKED, (one) => "1".repeat(one.length));
}

/**
 * Replaces, in place, each finite number whose text is not the one that JSON
 * writes for it by `NaN`, which no schema takes for a number: `012` is read as
 * 10, `9007199254740993` loses its last digit, and `089` is read as text.
 *
 * A key that is such a number stays as it is written, with `NaN` as its value.
 *
 * @param value The mapping or list that the text holds.
 * @param written The same, with the text of every scalar in its place.
 * @param seen The same, read from {@linkcode withoutOverlooked}.
 */
export function refuseOtherNumbers(
  value: unknown,
  written: unknown,
  seen: unknown,
): void {
  if (!isMapping(value) && !Array.isArray(value)) return;
  const values = value as Record<string, unknown>;
  if (isMapping(value)) refuseKeys(values, isMapping(written) ? written : {});
  for (const key of Object.keys(values)) {
    const one = values[key];
    const text = below(written, key);
    const number = below(seen, key);
    if (typeof one === "object") refuseOtherNumbers(one, text, number);
    else if (
      Number.isFinite(one)
        ? JSON.stringify(one) !== text
        : typeof one === "string" && typeof number === "number"
    ) values[key] = NaN;
  }
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
