import { assert, assertEquals } from "@std/assert";
import { configFor } from "../../src/many_registries.ts";
import { findRule } from "../../src/rule_match.ts";
import { imageOf, targetOf } from "../decoding.ts";
import { assertSameAnswer, NAMES } from "../long_config.ts";

const HEAD = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
`;

/** A registry in the form that is known, with its host in quotes where it needs them. */
function registry(name: string, host: string, indent = ""): string {
  return `${indent}- name: ${name}
${indent}  match: [${/^[a-z]/.test(host) ? host : `"${host}"`}]
${indent}  static: { username: user, password: letmein }
`;
}

const FIRST = registry("first-one", "first.io");
const SECOND = registry("second-one", "second.io");
const NO_OTHER = "none.example/x";

Deno.test("configFor() leaves out what does not concern the image, and keeps places", () => {
  const hosts = ["a.io", "b.io", "*.c.io", "d.io:5000", "e.io/team/"];
  const text = HEAD +
    hosts.map((host, at) => registry(`registry-${at}`, host)).join("");
  const table: readonly [string, number | undefined][] = [
    ["a.io/x", 0],
    ["b.io/x", 1],
    ["x.c.io/x", 2],
    ["d.io:5000/x", 3],
    ["e.io/team/x", 4],
    ["e.io/x", undefined],
    ["d.io/x", undefined],
    [NO_OTHER, undefined],
  ];
  for (const [image, index] of table) {
    const without = assertSameAnswer(text, image) ?? 0;
    assert(without >= 3, `without ${without} of ${hosts.length} for ${image}`);
    const config = configFor(imageOf(image), text, NAMES);
    const rule = config && findRule(config, targetOf(image));
    assertEquals(rule?.index, index, image);
  }
});

/** Forms that are left out: each has to be found sound. */
const LEFT_OUT: readonly [string, string][] = [
  ["as it is", SECOND],
  ["at the end of the text", SECOND.trimEnd()],
  ["with lines at the end", `${SECOND}\n\n`],
  ["a duration", SECOND.replace("  static", "  cacheDuration: 168h\n  static")],
  [
    "a section of lines",
    SECOND.replace(/\{.*\}/, "\n    username: user\n    password: letmein"),
  ],
  ["a file", SECOND.replace("letmein", "{ file: /etc/x.txt }")],
  ["text in quotes", SECOND.replace("letmein", `"it's: # { é"`)],
  ["two hosts", SECOND.replace("[", '["*.a.io:5/b", ')],
];
for (const indent of ["", "  ", "    "]) {
  for (const [label, block] of LEFT_OUT) {
    Deno.test(`configFor() does without a registry: ${label}, ${indent.length} spaces`, () => {
      const text = `${FIRST}${block}`.replaceAll(/^(?=.)/gm, indent);
      assertEquals(assertSameAnswer(HEAD + text, NO_OTHER), 1);
    });
  }
}

/** Texts of which nothing may be left out: the reason, and what follows the first. */
const GIVEN_UP: readonly [string, string, string?][] = [
  // These hid an error, or another rule, once.
  [
    "a list behind a key of the file with a flow mapping",
    `cache: { directory: off }\n${SECOND}`,
  ],
  [
    "a list behind a key of the file with lines",
    `cache:\n  directory: off\n${SECOND}`,
  ],
  ["no space behind a key", SECOND.replace("static: {", "static:{")],
  ["a control character", SECOND.replace("letmein", '"\u0007"')],
  ["an end of a line in quotes", SECOND.replace("letmein", '"a\r\tb: c"')],
  [
    "an end of a line in single quotes",
    SECOND.replace("letmein", "'\u2028\ta: '"),
  ],
  ["next line in quotes", SECOND.replace("letmein", '"\u0085"')],
  [
    "an address, of which a wildcard matches the end",
    registry("second-one", "*1:5000"),
    "[::1]:5000/x",
  ],
  // What is wrong has to be told, whomever it concerns.
  ["a name that stands twice", SECOND + SECOND],
  ["the name of the first", registry("first-one", "second.io")],
  ["a name of 64 letters", registry("n".repeat(64), "second.io")],
  ["a short word as a name", registry("true", "second.io")],
  ["an unknown key", SECOND.replace("static", "statik")],
  ["no provider", SECOND.replace(/ {2}static.*\n/, "")],
  ["two providers", `${SECOND}  jwt: {}\n`],
  ["a key twice", `${SECOND}  static: {}\n`],
  ["a bad pattern", SECOND.replace("second.io", '"%"')],
  ["a pattern that is no text", SECOND.replace("second.io", "null")],
  ["a number as a pattern", SECOND.replace("second.io", "1.5")],
  ["a wildcard without quotes", SECOND.replace("second.io", "*.io")],
  ["an empty list", SECOND.replace("second.io", "")],
  ["a long duration", `${SECOND}  cacheDuration: 169h\n`],
  [
    "a long duration before the section",
    SECOND.replace("  static", "  cacheDuration: 169h\n  static"),
  ],
  [
    "an unknown unit",
    SECOND.replace("  static", "  cacheDuration: 1d\n  static"),
  ],
  ["a tab", SECOND.replace("  match", "\tmatch")],
  ["more indentation", SECOND.replaceAll("  ", "   ")],
  ["an open quote", SECOND.replace("letmein", '"letmein')],
  ["an alias", SECOND.replace("letmein", "*letmein")],
  ["a second document", `${SECOND}---\na: b\n`],
  ["an unknown key of the file", `${SECOND}unknown: 1\n`],
  ["a second list", `${SECOND}registries:\n${registry("third-one", "c.io")}`],
  // Sound, but for decodeConfig() to decide.
  ["a trace", `${SECOND}trace: true\n`],
  ["a demand for trust", `${SECOND}fileTrust: strict\n`],
];
for (const [label, more, image = NO_OTHER] of GIVEN_UP) {
  Deno.test(`configFor() gives up: ${label}`, () => {
    const text = `${HEAD}${FIRST}${more}`;
    assert(text !== `${HEAD}${FIRST}${SECOND}`);
    const left = assertSameAnswer(text, image);
    // The registry itself may also stay in the text, with nothing left out.
    assertEquals(left ?? 0, 0);
  });
}

Deno.test("configFor() gives up where static is no provider", () => {
  const text = HEAD + FIRST.replace("static", "jwt") + SECOND;
  assertEquals(configFor(imageOf(NO_OTHER), text, ["jwt"]), undefined);
});

Deno.test("configFor() keeps an earlier registry of the host that answers for other paths", () => {
  const text = HEAD + FIRST + registry("paths-one", "a.io/team/") + SECOND +
    registry("host-one", "a.io");
  assertEquals(assertSameAnswer(text, "a.io/x"), 1);
  assertEquals(assertSameAnswer(text, "a.io/team/x"), 1);
});

Deno.test("configFor() passes through texts of megabytes", () => {
  const hosts = Array.from({ length: 100_000 }, (_, at) => `h${at}.io`);
  const table = [
    SECOND.replace("second.io", hosts.join(", ")),
    SECOND.replace("second.io", `a.${"b".repeat(4_000_000)}`),
    SECOND.replace("letmein", "x".repeat(4_000_000)),
    SECOND.replace("letmein", `"${"x".repeat(4_000_000)}"`),
  ];
  for (const block of table) {
    const config = configFor(
      imageOf(NO_OTHER),
      HEAD + FIRST + block + registry("third-one", "c.io"),
      NAMES,
    );
    assertEquals(config?.rules.length, 1);
  }
});

Deno.test("configFor() never differs from the whole config, with any one place of a config changed", () => {
  const sound = `${HEAD}  - name: first-one
    match: [first.io]
    static: { username: user, password: letmein }
  - name: second-one
    match: [b.io, "*.io:5/x"]
    cacheDuration: 10m
    static: { username: $u, password: { file: /x } }
  - name: third-one
    match: ['a.io']
    static:
      username: "user"
      password: 'letmein'
  - name: fourth-one
    match: [a.io/b]
    static: { username: user, password: letmein }
cache: { directory: off }
`;
  const pieces = [
    ..."\n #:,-[]{}'\"&*!|>%@`~?\\.0159aAxX_+/\u00e9\t\r\u0007\u0085\u2028",
    "  ",
    ": ",
    " #",
    "\n  - name: ",
    "\ntrace: true\n",
    "null",
    "''",
  ];
  const start = sound.indexOf("registries");
  let left = 0;
  for (let at = start; at <= sound.length; at++) {
    const before = sound.slice(0, at);
    const changed = pieces.flatMap((piece) => [
      before + piece + sound.slice(at),
      before + piece + sound.slice(at + 1),
    ]);
    for (const text of [before + sound.slice(at + 1), ...changed]) {
      const image = (at + text.length) % 3 === 0 ? "a.io/b" : NO_OTHER;
      left += assertSameAnswer(text, image) ?? 0;
    }
  }
  assert(left > 1_000, `only ${left} were left out`);
});
