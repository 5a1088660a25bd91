/**
 * Texts that hold an object of JSON.
 * @module
 */
import { isMapping } from "./is_mapping.ts";

/** The object; `undefined` where the text holds anything else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    // What a parser says may repeat the text.
    return undefined;
  }
}
