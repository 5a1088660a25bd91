/**
 * What encoding/json of Go makes of null: nothing.
 * @module
 */
import { isMapping } from "./is_mapping.ts";
import type { JsonSchema } from "./schema.ts";

/**
 * Takes a value as Go's decoder takes it into a struct: a known key with null is
 * left out, and null in a list is an empty item.
 *
 * @param schema What the value should be.
 */
export function withoutNulls(value: unknown, schema: JsonSchema): unknown {
  const { items, properties } = schema;
  if (Array.isArray(value) && isMapping(items)) {
    return value.map((one) =>
      withoutNulls(one ?? (items["type"] === "object" ? {} : ""), items)
    );
  }
  if (!isMapping(value) || !isMapping(properties)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const known = Object.hasOwn(properties, key)
        ? properties[key]
        : undefined;
      if (!isMapping(known)) return [[key, one]];
      return one === null ? [] : [[key, withoutNulls(one, known)]];
    }),
  );
}

/** Takes out every key that a schema does not know. */
export function withoutUnknown(value: unknown, schema: JsonSchema): unknown {
  const { items, properties } = schema;
  if (Array.isArray(value) && isMapping(items)) {
    return value.map((one) => withoutUnknown(one, items));
  }
  if (!isMapping(value) || !isMapping(properties)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const known = Object.hasOwn(properties, key)
        ? properties[key]
        : undefined;
      return isMapping(known) ? [[key, withoutUnknown(one, known)]] : [];
    }),
  );
}
