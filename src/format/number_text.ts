/**
 * Where in a value of a YAML text a number may stand.
 * @module
 */
import { isMapping } from "./is_mapping.ts";

/**
 * Tells whether there is a number, or a text that begins as one may begin that
 * the parser takes for text; see `src/format/written_numbers.ts`.
 */
export function mayHoldNumbers(value: unknown): boolean {
  if (typeof value === "string") return beginsAsNumber(value);
  if (typeof value !== "object" || value === null) {
    return typeof value === "number";
  }
  const isKeyed = isMapping(value);
  return Object.keys(value).some((key) =>
    (isKeyed && isNumberText(key)) || mayHoldNumbers(Reflect.get(value, key))
  );
}

// Plus, minus, dot and zero; nearly no text of a config begins with these.
function beginsAsNumber(text: string): boolean {
  return text !== "" && "+-.0".includes(text.charAt(0));
}

/** As JavaScript writes a number: with a digit or minus first, Infinity or NaN. */
export function isNumberText(key: string): boolean {
  const code = key.charCodeAt(0);
  return (code <= 57 || code === 73 || code === 78) &&
    String(Number(key)) === key;
}
