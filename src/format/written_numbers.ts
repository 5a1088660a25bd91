/**
 * Numbers of a YAML text that stand there as they are read.
 * @module
 */
import { isMapping } from "./is_mapping.ts";

/** Tells whether there is a number anywhere in a value. */
export function holdsNumber(value: unknown): boolean {
  if (typeof value === "number") return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsNumber);
}

/**
 * Replaces, in place, each finite number whose text is not the one that JSON
 * writes for it by `NaN`, which no schema takes for a number: `012` is read as
 * 10, and `9007199254740993` loses its last digit.
 *
 * @param value The mapping or list that the text holds.
 * @param written The same, with the text of every scalar in its place.
 */
export function refuseOtherNumbers(value: unknown, written: unknown): void {
  if (!isMapping(value) && !Array.isArray(value)) return;
  const texts: object = typeof written === "object" ? written ?? {} : {};
  const values = value as Record<string, unknown>;
  for (const key of Object.keys(values)) {
    const one = values[key];
    const text: unknown = Reflect.get(texts, key);
    if (typeof one !== "number") refuseOtherNumbers(one, text);
    else if (Number.isFinite(one) && JSON.stringify(one) !== text) {
      values[key] = NaN;
    }
  }
}
