/**
 * Configs that cannot be used. The answer is one line, never an empty `auth`:
 * the kubelet would keep that.
 * @module
 */
import { config } from "../kit/program.ts";
import { assertConfigRefused, type Failure } from "../kit/failure.ts";

const HEAD =
  "apiVersion: registry-credential-provider/v1\nkind: RegistryConfig\n";
const STATIC = "static: { username: u, password: p }";
const one = (entry: string) => config(`- ${entry}\n`);

const invalid = (says: string): Failure => ({ code: "CONFIG_INVALID", says });
const CASES: readonly (readonly [string, string, Failure])[] = [
  [
    "no apiVersion",
    "kind: RegistryConfig\nregistries: []\n",
    invalid('"apiVersion" is missing'),
  ],
  [
    "another apiVersion",
    `${HEAD.replace("/v1", "/v2")}registries: []\n`,
    invalid("apiVersion: expected registry-credential-provider/v1"),
  ],
  [
    "another kind",
    HEAD.replace("RegistryConfig", "Config"),
    invalid("kind: expected RegistryConfig"),
  ],
  ["no registries", HEAD, invalid('"registries" is missing')],
  [
    "an empty list of registries",
    `${HEAD}registries: []\n`,
    invalid("registries: expected at least 1 item"),
  ],
  [
    "registries as a mapping",
    `${HEAD}registries: {}\n`,
    invalid("registries: expected a list, found a mapping"),
  ],
  [
    "an unknown key",
    `${HEAD}unknown: 1\nregistries: []\n`,
    invalid(
      "key number 3 is unknown: known are apiVersion, kind, defaults, cache, trace, audit, metrics, fileTrust, registries",
    ),
  ],
  [
    "a mistyped key",
    one(`{ name: a, matches: [a.io], ${STATIC} }`),
    invalid(
      'registries[0]: unknown key "matches": did you mean "match"?',
    ),
  ],
  [
    "no name",
    one(`{ match: [a.io], ${STATIC} }`),
    invalid('registries[0]: "name" is missing'),
  ],
  [
    "a name that is a number",
    one(`{ name: 5, match: [a.io], ${STATIC} }`),
    invalid(
      "registries[0].name: expected text, found a number: put it in quotes",
    ),
  ],
  [
    "a name with a slash",
    one(`{ name: a/b, match: [a.io], ${STATIC} }`),
    invalid("registries[0].name: expected 1 to 63 letters"),
  ],
  [
    "a duration that is a number",
    one(`{ name: a, match: [a.io], cacheDuration: 600, ${STATIC} }`),
    invalid("registries[0].cacheDuration: is not a Go duration: write"),
  ],
  [
    "a match that is text",
    one(`{ name: a, match: a.io, ${STATIC} }`),
    invalid("registries[0].match: expected a list, found text"),
  ],
  [
    "a match without a pattern",
    one(`{ name: a, match: [], ${STATIC} }`),
    invalid("registries[0].match: expected at least 1 item"),
  ],
  [
    "a pattern that is empty",
    one(`{ name: a, match: [""], ${STATIC} }`),
    invalid("registries[0].match[0]: is not an image pattern"),
  ],
  [
    "a pattern with a broken escape",
    one(`{ name: a, match: [ok.io, "%zz"], ${STATIC} }`),
    invalid("registries[0].match[1]: is not an image pattern"),
  ],
  [
    "a pattern with a user name",
    one(`{ name: a, match: ["user@a.io"], ${STATIC} }`),
    invalid('registries[0].match[0]: holds an "@"'),
  ],
  [
    "a cacheDuration in days",
    one(`{ name: a, match: [a.io], cacheDuration: 1d, ${STATIC} }`),
    invalid(
      "registries[0].cacheDuration: is not a Go duration: there is no unit for days",
    ),
  ],
  [
    "a cacheDuration below zero",
    one(`{ name: a, match: [a.io], cacheDuration: -1m, ${STATIC} }`),
    invalid("registries[0].cacheDuration: has to be from 0s to 168h"),
  ],
  [
    "a cacheDuration above a week",
    one(`{ name: a, match: [a.io], cacheDuration: 169h, ${STATIC} }`),
    invalid("registries[0].cacheDuration: has to be from 0s to 168h"),
  ],
  [
    "a name that two registries have",
    config(
      `- { name: a, match: [a.io], ${STATIC} }\n- { name: a, match: [b.io], ${STATIC} }\n`,
    ),
    invalid("registries[1].name: is the name of registries[0] too"),
  ],
  [
    "a registry without a provider",
    one("{ name: a, match: [a.io] }"),
    invalid("registries[0]: has no provider: add one of static"),
  ],
  [
    "a provider that is not known",
    one("{ name: a, match: [a.io], ldap: {} }"),
    invalid("registries[0]: key number 3 is unknown"),
  ],
  [
    "a provider without a value",
    one("{ name: a, match: [a.io], static: }"),
    invalid("registries[0].static: has no value"),
  ],
  [
    "a static section that is a list",
    one("{ name: a, match: [a.io], static: [u, p] }"),
    invalid("registries[0].static: expected a mapping, found a list"),
  ],
  [
    "a static section without a password",
    one("{ name: a, match: [a.io], static: { username: u } }"),
    invalid('registries[0].static: "password" is missing'),
  ],
  [
    "two forms in a static section",
    one(
      "{ name: a, match: [a.io], static: { username: u, password: p, dockerConfigFile: /d } }",
    ),
    invalid(
      'has "dockerConfigFile" beside "username" or "password": keep one of the two forms',
    ),
  ],
  [
    "a secret from two places",
    one(
      "{ name: a, match: [a.io], static: { username: u, password: { file: /p, env: P } } }",
    ),
    invalid('registries[0].static.password: expected either "file" or "env"'),
  ],
  [
    "a secret file with a relative path",
    one(
      "{ name: a, match: [a.io], static: { username: u, password: { file: p } } }",
    ),
    invalid("registries[0].static.password.file: expected an absolute path"),
  ],
  [
    "a password that is a number",
    one("{ name: a, match: [a.io], static: { username: u, password: 12345 } }"),
    invalid(
      "registries[0].static.password: expected text, found a number: put it in quotes",
    ),
  ],
  [
    "several problems at once",
    `${HEAD}registries: []\nunknown: 1\nother: 2\n`,
    invalid(
      '(and 2 more: run "registry-credential-provider validate --config ',
    ),
  ],
];

for (const [what, text, expected] of CASES) {
  Deno.test(`refuses a config with ${what}`, () =>
    assertConfigRefused(text, expected));
}
