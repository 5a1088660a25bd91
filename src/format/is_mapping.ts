/**
 * What a mapping is among the values of JSON and YAML.
 * @module
 */

/** Tells a mapping from a list and from nothing. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
