/**
 * The keys of `answer`: where the credentials stand in what a service answers.
 * @module
 */
import { isMapping } from "../../src/format/is_mapping.ts";
import {
  goDuration,
  mapping,
  oneOf,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import { LONGEST_LIFE_MS } from "../../src/subject/end.ts";
import type { Template } from "../../src/jwt/template.ts";
import { template } from "./value.ts";

/** The names of a field and of those that it is in, from the outside. */
export type Path = readonly string[];

/** How the end of the credentials is told. */
export type Expires =
  /** Seconds from now on. */
  | { readonly kind: "in"; readonly path: Path }
  /** A time, in seconds since 1970 or as RFC 3339 has it. */
  | { readonly kind: "at"; readonly path: Path }
  /** The password is a JWT, and has it in `exp`. */
  | { readonly kind: "jwt" }
  /** The service does not tell; in milliseconds from now on. */
  | { readonly kind: "after"; readonly ms: number };

/** How an answer is read. */
export interface AnswerForm {
  readonly username: { readonly path: Path } | { readonly template: Template };
  readonly password: Path;
  readonly expires: Expires;
}

const SHORTEST_LIFE_MS = 1_000;

const path: Schema<Path> = transform(
  text(
    (name) =>
      /^[\w-]+(?:\.[\w-]+)*$/.test(name)
        ? undefined
        : "expected the name of a field, or several with dots between them",
    { pattern: "^[\\w-]+(?:\\.[\\w-]+)*$" },
  ),
  (name) => name.split("."),
);

const field = transform(
  mapping({ field: required(path, "the field of the answer") }),
  ({ field }) => ({ path: field }),
);

const username: Schema<AnswerForm["username"]> = {
  decode: (written, at): AnswerForm["username"] | undefined =>
    isMapping(written)
      ? field.decode(written, at)
      : transform(template, (parsed) => ({ template: parsed }))
        .decode(written, at),
  json: () => ({ oneOf: [template.json(), field.json()] }),
};

const WORDS: ReadonlyMap<string, Expires> = new Map<string, Expires>([
  ["expires_in", { kind: "in", path: ["expires_in"] }],
  ["expires_at", { kind: "at", path: ["expires_at"] }],
  ["jwt", { kind: "jwt" }],
]);

const word: Schema<Expires> = transform(
  oneOf([...WORDS.keys()]),
  (name) => WORDS.get(name),
);

const spelled: Schema<Expires> = transform(
  mapping({
    in: optional(
      path,
      "the field with the seconds for which the credentials are valid",
    ),
    at: optional(
      path,
      "the field with the time at which the credentials expire",
    ),
    after: optional(
      goDuration(SHORTEST_LIFE_MS, LONGEST_LIFE_MS),
      "how long the credentials are valid, if the answer does not say it",
    ),
  }, { minProperties: 1, maxProperties: 1 }),
  (written, at): Expires | undefined => {
    const given: readonly (Expires | undefined)[] = [
      written.in && { kind: "in", path: written.in },
      written.at && { kind: "at", path: written.at },
      written.after === undefined
        ? undefined
        : { kind: "after", ms: written.after },
    ];
    const [one, ...more] = given.filter((it) => it !== undefined);
    return one === undefined || more.length > 0
      ? at.report('expected one of "in", "at" and "after"')
      : one;
  },
);

const expires: Schema<Expires> = {
  decode: (written, at) =>
    (isMapping(written) ? spelled : word).decode(written, at),
  json: () => ({ oneOf: [word.json(), spelled.json()] }),
};

const who = required(
  username,
  "the user name for the registry: text, or { field: NAME } of the answer",
);

/** The definition of `answer` beside `request`. */
export const answerForm: Schema<AnswerForm> = mapping({
  username: who,
  password: required(path, "the field with the password"),
  expires: required(
    expires,
    "how long the credentials are valid: expires_in, expires_at, jwt, or { after: 10m }",
  ),
});

/** The definition of `answer` beside `oauth2` (RFC 6749, section 5.1). */
export const tokenForm: Schema<AnswerForm> = transform(
  mapping({
    username: who,
    password: optional(
      path,
      "the field with the password (default access_token)",
    ),
    expires: optional(
      expires,
      "how long the credentials are valid (default expires_in)",
    ),
  }),
  ({ username, password, expires }) => ({
    username,
    password: password ?? ["access_token"],
    expires: expires ?? { kind: "in", path: ["expires_in"] },
  }),
);
