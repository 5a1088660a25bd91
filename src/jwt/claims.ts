/**
 * Claims of any shape, with variables in their texts.
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import { type Schema } from "../schema/schema.ts";
import type { Place } from "../schema/place.ts";
import { parseTemplate, type Template, variablesOf } from "./template.ts";

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
    const variables: string[] = [];
    const fill = parse(value, at, variables);
    return fill === undefined ? undefined : {
      variables,
      fill: (expand) => fill(expand) as Record<string, unknown>,
    };
  },
  json: () => ({
    type: "object",
    propertyNames: { not: { enum: Object.keys(REGISTERED) } },
  }),
};

type Fill = (expand: (template: Template) => string) => unknown;

function parse(
  value: unknown,
  at: Place,
  variables: string[],
): Fill | undefined {
  if (typeof value === "string") {
    const parsed = parseTemplate(value);
    if ("problem" in parsed) return at.report(parsed.problem);
    variables.push(...variablesOf(parsed.template));
    return (expand) => expand(parsed.template);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      parse(item, at.at(index), variables)
    );
    return all(items, (fills) => (expand) => fills.map((fill) => fill(expand)));
  }
  if (isMapping(value)) {
    const keys = Object.keys(value);
    const items = keys.map((key) => parse(value[key], at.at(key), variables));
    return all(
      items,
      (fills) => (expand) =>
        Object.fromEntries(
          fills.map((fill, index) => [keys[index], fill(expand)]),
        ),
    );
  }
  // What YAML reads as another number than the one that is written is not finite.
  if (typeof value === "number" && !Number.isFinite(value)) {
    return at.report(
      "is a number that a token cannot hold as it is written: write it in plain decimal digits, at most 15 and without leading zeros, or put it in quotes as text",
    );
  }
  return () => value;
}

function all(
  items: readonly (Fill | undefined)[],
  join: (fills: readonly Fill[]) => Fill,
): Fill | undefined {
  const fills = items.filter((item) => item !== undefined);
  return fills.length === items.length ? join(fills) : undefined;
}
