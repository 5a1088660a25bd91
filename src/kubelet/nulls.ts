/**
 * What encoding/json of Go makes of null: nothing.
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import type { JsonSchema } from "../schema/schema.ts";

/**
 * Takes a value as Go's decoder takes it into a struct: a known key with null is
 * left out, and null in a list is an empty item.
 *
 * @param schema What the value should be.
 */
export function withoutNulls(value: unknown, schema: JsonSchema): unknown {
  return rebuilt(value, schema, {
    item: (one, items) =>
      withoutNulls(one ?? (items["type"] === "object" ? {} : ""), items),
    known: (one, known) => one === null ? undefined : withoutNulls(one, known),
    unknown: (one) => one,
  });
}

/** Takes out every key that a schema does not know. */
export function withoutUnknown(value: unknown, schema: JsonSchema): unknown {
  return rebuilt(value, schema, {
    item: withoutUnknown,
    known: withoutUnknown,
    unknown: () => undefined,
  });
}

interface Parts {
  readonly item: (value: unknown, schema: JsonSchema) => unknown;
  readonly known: (value: unknown, schema: JsonSchema) => unknown;
  readonly unknown: (value: unknown) => unknown;
}

// A key whose value becomes undefined is left out.
function rebuilt(
  value: unknown,
  { items, properties }: JsonSchema,
  parts: Parts,
): unknown {
  if (Array.isArray(value) && isMapping(items)) {
    return value.map((one) => parts.item(one, items));
  }
  if (!isMapping(value) || !isMapping(properties)) return value;
  const entries = Object.entries(value).map(([key, one]) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return [
      key,
      isMapping(known) ? parts.known(one, known) : parts.unknown(one),
    ];
  });
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}
