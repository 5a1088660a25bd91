import { assertEquals } from "@std/assert";
import { tokenAttributes } from "../../src/kubelet/token_attributes.ts";
import { decoded } from "../kit/decoding.ts";

const SOUND = {
  serviceAccountTokenAudience: "registry.example.com",
  cacheType: "Token",
  requireServiceAccount: true,
};
const REQUIRED = "requiredServiceAccountAnnotationKeys";
const OPTIONAL = "optionalServiceAccountAnnotationKeys";

function problemsOf(changes: { readonly [key: string]: unknown }) {
  return decoded(tokenAttributes, { ...SOUND, ...changes }).problems;
}

Deno.test("tokenAttributes accepts what the kubelet accepts", () => {
  const table: readonly [string, { readonly [key: string]: unknown }][] = [
    ["the least", {}],
    ["a cache by service account", { cacheType: "ServiceAccount" }],
    ["no service account needed", { requireServiceAccount: false }],
    ["empty lists", { [REQUIRED]: [], [OPTIONAL]: [] }],
    ["an empty list of required keys without a service account", {
      requireServiceAccount: false,
      [REQUIRED]: [],
    }],
    ["optional keys without a service account", {
      requireServiceAccount: false,
      [OPTIONAL]: ["a.io/b"],
    }],
    ["both lists", { [REQUIRED]: ["a.io/b"], [OPTIONAL]: ["a.io/c", "d"] }],
    // The set of keys is case-sensitive, only the check of a key is not.
    ["keys that differ in case", { [REQUIRED]: ["a.io/B", "a.io/b"] }],
  ];
  for (const [label, changes] of table) {
    assertEquals(problemsOf(changes), [], label);
  }
});

Deno.test("tokenAttributes refuses what the kubelet refuses", () => {
  const type = "cacheType: expected Token or ServiceAccount";
  const twice = "names an annotation key twice";
  const table: readonly [
    string,
    { readonly [key: string]: unknown },
    string,
  ][] = [
    [
      "no audience",
      { serviceAccountTokenAudience: "" },
      "serviceAccountTokenAudience: is empty",
    ],
    [
      "a list of audiences",
      { serviceAccountTokenAudience: ["a"] },
      "serviceAccountTokenAudience: expected text, found a list",
    ],
    ["an unknown cache type", { cacheType: "Image" }, type],
    ["an empty cache type", { cacheType: "" }, type],
    ["another case of the cache type", { cacheType: "token" }, type],
    [
      "a flag in quotes",
      { requireServiceAccount: "true" },
      "requireServiceAccount: expected true or false, found text",
    ],
    [
      "a flag without a value",
      { requireServiceAccount: null },
      "requireServiceAccount: expected true or false, found nothing",
    ],
    ["required keys without a service account", {
      requireServiceAccount: false,
      [REQUIRED]: ["a"],
    }, `${REQUIRED}: has to be left out while requireServiceAccount is false`],
    ["a required key twice", { [REQUIRED]: ["a", "a"] }, twice],
    ["an optional key twice", { [OPTIONAL]: ["a", "a"] }, twice],
    ["a key in both lists", { [REQUIRED]: ["a"], [OPTIONAL]: ["a"] }, twice],
    [
      "an unknown field",
      { audience: "a" },
      "key number 4 is unknown: known are serviceAccountTokenAudience, cacheType, requireServiceAccount, requiredServiceAccountAnnotationKeys, optionalServiceAccountAnnotationKeys",
    ],
  ];
  for (const [label, changes, expected] of table) {
    assertEquals(problemsOf(changes), [expected], label);
  }
});

Deno.test("tokenAttributes needs audience, cache type and flag", () => {
  assertEquals(decoded(tokenAttributes, {}).problems, [
    '"serviceAccountTokenAudience" is missing: the audience of the token',
    '"cacheType" is missing: Token or ServiceAccount; a kubelet of 1.34 or newer does not start without it',
    '"requireServiceAccount" is missing: true or false',
  ]);
});

Deno.test("tokenAttributes checks annotation keys as IsQualifiedName does", () => {
  const accepted = [
    "a",
    "a.b_c-d",
    "example.com/a",
    "a-b.example.com/a",
    "Example.COM/Name",
    "1/1",
    "a".repeat(63),
    `${"a".repeat(63)}/b`,
    `${"a.".repeat(126)}a/b`,
  ];
  for (const key of accepted) {
    assertEquals(problemsOf({ [REQUIRED]: [key] }), [], key);
  }
  const refused = [
    "",
    "/",
    "/a",
    "a/",
    "a/b/c",
    "-a",
    "a-",
    ".a",
    "a.",
    "_a",
    "a b",
    "a*",
    "é",
    "a_b/c",
    "a..b/c",
    "-a.b/c",
    "a.b-/c",
    "a".repeat(64),
    `a${"a.".repeat(126)}a/b`,
  ];
  for (const key of refused) {
    assertEquals(problemsOf({ [OPTIONAL]: ["x", key] }), [
      `${OPTIONAL}[1]: is not an annotation key: write name or example.com/name`,
    ], key);
  }
});
