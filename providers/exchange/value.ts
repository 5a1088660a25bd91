/**
 * What is sent: text with variables, or a secret.
 * @module
 */
import { isMapping } from "../../src/format/is_mapping.ts";
import { notEmpty } from "../../src/schema/not_empty.ts";
import { type Schema, transform } from "../../src/schema/schema.ts";
import { secret } from "../../src/schema/secret.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import {
  parseTemplate,
  type Template,
  variablesOf,
} from "../../src/jwt/template.ts";

/** The variable that stands for the token of the rule's subject. */
export const SUBJECT = "subject";

/** A value that is sent. */
export type Value =
  | { readonly template: Template }
  | { readonly secret: Secret };

/** Text with variables, of which one is {@linkcode SUBJECT}. */
export const template: Schema<Template> = transform(
  notEmpty,
  (value, at) => {
    const parsed = parseTemplate(value, undefined, [SUBJECT]);
    return "problem" in parsed ? at.report(parsed.problem) : parsed.template;
  },
);

/** Text with variables, or a secret in a file or a variable of the environment. */
export const value: Schema<Value> = {
  decode: (written, at): Value | undefined => {
    if (isMapping(written)) {
      const decoded = secret.decode(written, at);
      return decoded && { secret: decoded };
    }
    const decoded = template.decode(written, at);
    return decoded && { template: decoded };
  },
  json: () => secret.json(),
};

/** The same where it lets one in: text without a variable is a secret in the config itself. */
export const credential: Schema<Value> = transform(
  value,
  (one): Value =>
    "template" in one && variablesOf(one.template).length === 0
      ? { secret: { kind: "inline", value: one.template.join("") } }
      : one,
);

/** The variables of a value, as often as they stand in it. */
export function variablesIn(
  one: Value | undefined,
): readonly string[] {
  return one !== undefined && "template" in one
    ? variablesOf(one.template)
    : [];
}

/** The secrets among values. */
export function secretsIn(
  values: readonly (Value | undefined)[],
): readonly Secret[] {
  return values.flatMap((one) =>
    one !== undefined && "secret" in one ? [one.secret] : []
  );
}
