/**
 * Whole numbers in a file.
 * @module
 */
import type { Schema } from "./schema.ts";

/** A whole number of at least `least` and at most `most`. */
export function wholeNumber(least: number, most: number): Schema<number> {
  return {
    decode: (value, at): number | undefined =>
      Number.isInteger(value) && Number(value) >= least && Number(value) <= most
        ? Number(value)
        : at.report(`expected a whole number from ${least} to ${most}`),
    json: () => ({ type: "integer", minimum: least, maximum: most }),
  };
}
