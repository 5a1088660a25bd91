/**
 * Text that is not empty.
 * @module
 */
import { type Schema, text } from "./schema.ts";

/** Text with at least one character. */
export const notEmpty: Schema<string> = text(
  (value) => value === "" ? "is empty" : undefined,
  { minLength: 1 },
);
