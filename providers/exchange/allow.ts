/**
 * `allow`: which values of annotations a rule sends. A pod's owner may write
 * anything into an annotation.
 * @module
 */
import { notEmpty } from "../../src/schema/not_empty.ts";
import { list, type Schema, transform } from "../../src/schema/schema.ts";
import { isMapping } from "../../src/format/is_mapping.ts";

/** The values that are allowed, by the key of the annotation. */
export type Allowed = ReadonlyMap<string, (value: string) => boolean>;

/** The longest value that is compared: longer than any name that services give out. */
const LONGEST = 253;

// The star stands for what names are made of, so that no value brings in a
// character that a service could read as something else.
const entries = transform(
  list(notEmpty, 1),
  (values) => {
    const forms = values.map((one) =>
      new RegExp(`^${one.split("*").map(RegExp.escape).join("[\\w.-]*")}$`)
    );
    return (value: string) =>
      value.length <= LONGEST && forms.some((form) => form.test(value));
  },
);

/** The definition of `allow`. */
export const allow: Schema<Allowed> = {
  decode(value, at): Allowed | undefined {
    if (!isMapping(value)) {
      return at.report("expected a mapping of annotations to lists of values");
    }
    // By number: a secret that stands in the wrong place would be repeated.
    const pairs = Object.entries(value).map(([key, values], index) =>
      [key, entries.decode(values, at.at(index))] as const
    );
    const sound = pairs.flatMap(([key, permits]) =>
      permits === undefined ? [] : [[key, permits] as const]
    );
    return sound.length === pairs.length ? new Map(sound) : undefined;
  },
  json: () => ({
    type: "object",
    additionalProperties: entries.json(),
  }),
};
