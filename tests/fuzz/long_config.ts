/**
 * Generated configs with several registries: most in the form that
 * `src/many_registries.ts` knows, some in another form or not valid.
 * @module
 */
import fc from "fast-check";
import { damaged } from "./fuzzing.ts";

/** A config and an image. */
export interface LongConfig {
  readonly text: string;
  readonly image: string;
}

/** One of these, nearly always a usual one: a config has dozens of them. */
function mostly(
  usual: readonly string[],
  odd: readonly string[],
): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const IMAGES = [
  "a.io/x",
  "a.io/team/x",
  "a.io:5000/x",
  "b.io/team/x",
  "b.io/x",
  "x.a.io/y",
  "aa.io/x",
  "none.example/x",
  "localhost/x",
  "nginx",
  "A.io/x",
  "10.0.0.1/x",
  "[::1]:5000/x",
  "[::1]/x",
];

const pattern = mostly([
  "a.io",
  "b.io",
  "c.io",
  "d.example.com",
  "*.io",
  "*.a.io",
  "x.*",
  "a*.io",
  "*.*.io",
  "a.io:5000",
  "*.io:5000",
  "a.io/team",
  "a.io/team/",
  "b.io/",
  "*.io/team/",
  "docker.io",
], [
  "*",
  "*:5000",
  "*1:5000",
  "*]",
  "[::1]:5000",
  "[::1]",
  "localhost",
  "A.io",
  "10.0.0.1",
  "1.5",
  "a.io:",
  "a.io:*",
  "a.io/*",
  "a.io?x",
  "%",
  "a b",
  "u@a.io",
  "é.io",
  "true",
  "null",
  "true:5",
  "",
]);

const patternText = fc.tuple(pattern, mostly([`"`, `'`, "auto"], [""])).map(
  ([text, quote]) => {
    if (quote !== "auto") return quote + text + quote;
    return /^[a-z][a-z.]*$/.test(text) ? text : `"${text}"`;
  },
);

const word = mostly(["user", "$ci", "/x", '"a b"', "'a: b'", "p+w/=="], [
  "true",
  "Null",
  "null",
  "nullx",
  "~",
  "",
  "1",
  "a b",
  "a: b",
  "a #b",
  "&x y",
  "*x",
  "@x",
  '"a\\nb"',
  "'it''s'",
  `"it's"`,
  '"#"',
  '"\t"',
  '"\u0007"',
  '"\u2028"',
  '"a\r\tb: c"',
  '"é"',
  "|\n        text",
  "{ file: /x }",
  "{ file: x }",
  "[x]",
]);

const secret = fc.oneof(
  { weight: 3, arbitrary: word },
  {
    weight: 1,
    arbitrary: mostly(["{ file: /x/y.txt }"], [
      "{ env: X }",
      "{file: /x}",
      "{ file: /x, file: /y }",
    ]),
  },
);

const section = fc.tuple(word, secret, fc.nat(299)).map(
  ([user, password, form]) => {
    const inline = `{ username: ${user}, password: ${password} }`;
    if (form >= 150) return [`static: ${inline}`];
    if (form < 5 || form >= 20) {
      const head = form >= 5 ? "static:" : "static: ";
      return [head, `  username: ${user}`, `  password: ${password}`];
    }
    if (form < 7) return [`static:${inline}`];
    if (form < 9) return [`static: ${inline} # why`];
    if (form < 12) return ["ecr: {}"];
    if (form < 14) return ["jwt:", `  key: ${password}`];
    if (form < 15) return ["static: {}", `jwt: ${inline}`];
    if (form < 16) return ["statik: {}"];
    if (form < 17) return ["static:"];
    if (form < 18) return [];
    return ["static:", "  username: u", "  username: v", "  password: p"];
  },
);

const match = fc.tuple(
  fc.array(patternText, { minLength: 1, maxLength: 3 }),
  fc.nat(99),
).map(([patterns, form]) => {
  if (form === 0) return ["match:", ...patterns.map((one) => `  - ${one}`)];
  if (form === 1) return [`match: [${patterns.join(",")}]`];
  if (form === 2) return [`match: [${patterns.join(",\n          ")}]`];
  if (form === 3) return [`match: ${patterns[0]}`];
  if (form === 4) return ["match: []"];
  return [`match: [${patterns.join(", ")}]`];
});

const duration = mostly(["", "", "10m", "168h", "0s"], [
  "169h",
  "10081m",
  "99999s",
  "604801s",
  "1h30m",
  "01m",
  "1d",
  "5",
  "null",
  "'5m'",
]);

const name = fc.tuple(
  mostly(["registry-", "team.a_", "Name10-"], [
    "",
    "short",
    "-dashed-",
    "n".repeat(62),
    '"quoted',
    "a b c d ",
    "#",
  ]),
  fc.nat(99),
  fc.nat(99),
).map(([start, number, odd]) => {
  const text = `${start}${number}`;
  if (odd === 0) return "same-name";
  if (odd === 1) return "true";
  return text.startsWith('"') ? `${text}"` : text;
});

/** What stands before a registry. */
const between = mostly(["", "", "", "", "\n"], [
  "# a comment\n",
  "    # a comment\n",
  "   \n",
  "- other\n",
  "cache: { directory: /x }\n",
  "cache:\n  directory: /x\n",
  "defaults:\n",
  "registries:\n",
  "  trace: true\n",
  "---\n",
]);

const registry = fc.record({ name, match, duration, section, between }).map(
  ({ name, match, duration, section, between }) => ({
    between,
    lines: [
      `- name: ${name}`,
      ...[
        ...match,
        ...duration === "" ? [] : [`cacheDuration: ${duration}`],
        ...section,
      ].map((line) => `  ${line}`),
    ],
  }),
);

const head = mostly(["", "cache: { directory: off }\n"], [
  "defaults: { cacheDuration: 5m }\n",
  "cache:\n  directory: /x\n",
  "trace: true\n",
  "defaults:\n- name: x\n",
  "x: |\n registries:\n",
  "fileTrust: strict\n",
]);

const tail = mostly(["", "\n", "# the end\n"], [
  "cache: { directory: /x }\n",
  "defaults: { cacheDuration: 5m }\n",
  "trace: true\n",
  "unknown: 1\n",
  "  x: 1\n",
  "...\n",
  "---\na: b\n",
  "\t\n",
]);

const text = fc.record({
  head,
  indent: mostly(["  ", "  ", ""], ["    ", " "]),
  start: mostly(["registries:\n"], [
    "registries:\n\n",
    "registries: # all\n",
    "registries: \n",
    '"registries":\n',
  ]),
  registries: fc.array(registry, { minLength: 2, maxLength: 6 }),
  tail,
}).map(({ head, indent, start, registries, tail }) =>
  "apiVersion: registry-credential-provider/v1\nkind: RegistryConfig\n" +
  head + start +
  registries.map(({ between, lines }) =>
    between + lines.map((line) => `${indent}${line}\n`).join("")
  ).join("") + tail
);

/** A config with an image that one of its registries answers for, or none. */
export const longConfig: fc.Arbitrary<LongConfig> = fc.record({
  text: fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: damaged(text) },
    { weight: 1, arbitrary: text.map((one) => one.trimEnd()) },
  ),
  image: fc.constantFrom(...IMAGES),
});
