/**
 * Claims of any shape, with variables in their texts.
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import { type Schema } from "../schema/schema.ts";
import type { Template } from "./template.ts";
import { parseTexts } from "./texts.ts";

/** Parsed claims. */
export interface Claims {
  /** Names of all variables that the texts use. */
  readonly variables: readonly string[];
  /** The claims with every text filled in. */
  fill(expand: (template: Template) => string): Record<string, unknown>;
}

/** Registered claims (RFC 7519 section 4.1), which have settings of their own. */
const REGISTERED: Readonly<Record<string, string>> = {
  iss: "issuer",
  sub: "subject",
  aud: "audience",
  exp: "lifetime",
  nbf: "notBefore",
  iat: "lifetime",
  jti: "jti",
};

/** The definition of `claims`. */
export const claims: Schema<Claims> = {
  decode(value, at): Claims | undefined {
    if (!isMapping(value)) return at.report("expected a mapping of claims");
    const shadowed = Object.keys(value).find((name) =>
      Object.hasOwn(REGISTERED, name)
    );
    if (shadowed !== undefined) {
      return at.report(
        `sets "${shadowed}", which "${REGISTERED[shadowed]}" sets: use that`,
      );
    }
    const texts = parseTexts(value, at);
    return texts && {
      variables: texts.variables,
      fill: (expand) => texts.fill(expand) as Record<string, unknown>,
    };
  },
  json: () => ({
    type: "object",
    propertyNames: { not: { enum: Object.keys(REGISTERED) } },
  }),
};
