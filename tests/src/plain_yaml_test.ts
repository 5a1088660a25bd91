/**
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { parsePlainYaml } from "../../src/plain_yaml.ts";
import { PROJECT } from "../../tools/paths.ts";

/** What the full parser gives, or nothing where it refuses. */
function full(text: string): { value: unknown } | undefined {
  try {
    return { value: parse(text, { schema: "core" }) };
  } catch {
    return undefined;
  }
}

/** A value that differs from the full parser's, or one for a text that it refuses. */
function mistake(text: string): string | undefined {
  const plain = parsePlainYaml(text);
  if (plain === undefined) return undefined;
  const expected = full(text);
  if (
    expected !== undefined &&
    JSON.stringify(expected.value) === JSON.stringify(plain)
  ) return undefined;
  return `${text}\n=> ${JSON.stringify(plain)}`;
}

const EXAMPLES: string[] = [];
for await (const { name } of Deno.readDir(`${PROJECT}/config.examples`)) {
  const text = await Deno.readTextFile(`${PROJECT}/config.examples/${name}`);
  if (text.includes("kind: RegistryConfig")) EXAMPLES.push(text);
}

Deno.test("parsePlainYaml() reads every example, as the full parser does", () => {
  assert(EXAMPLES.length >= 4);
  for (const text of EXAMPLES) {
    const plain = parsePlainYaml(text);
    assert(plain !== undefined, text);
    assertEquals(plain, full(text)?.value);
  }
});

const READ: readonly [string, unknown][] = [
  ["a: b", { a: "b" }],
  ["a: 10m\nb: 5\nc: 0", { a: "10m", b: 5, c: 0 }],
  ["a: true\nb: false\nc: null\nd:\n", { a: true, b: false, c: null, d: null }],
  ["a: yes\nb: no\nc: ~/x", undefined],
  ["a: yes", { a: "yes" }],
  ["# first\na: b # last\n\n  # between\nc: 'd # e'\n", { a: "b", c: "d # e" }],
  ["a:\n- b\n- c\nd: e", { a: ["b", "c"], d: "e" }],
  ["a:\n  - b: 1\n    c: 2\n  -   b: 3\n", { a: [{ b: 1, c: 2 }, { b: 3 }] }],
  ["a: [b, \"*.c\", 'd']\n", { a: ["b", "*.c", "d"] }],
  ["a: { b: c, d: [ e ], f: {} }", { a: { b: "c", d: ["e"], f: {} } }],
  ["a: []", { a: [] }],
  ["a: two words, one comma", { a: "two words, one comma" }],
  ["a: robot$ci", { a: "robot$ci" }],
  ["a: Käse # Käse", { a: "Käse" }],
  ["a: http://host:1/path", { a: "http://host:1/path" }],
  ["a:\n  b:\n    c: d\n  e: f\ng: h", {
    a: { b: { c: "d" }, e: "f" },
    g: "h",
  }],
];
for (const [text, expected] of READ) {
  Deno.test(`parsePlainYaml() of ${JSON.stringify(text)}`, () => {
    assertEquals(parsePlainYaml(text), expected);
    if (expected !== undefined) assertEquals(full(text)?.value, expected);
  });
}

const LEFT: readonly string[] = [
  "",
  "# only a comment",
  "- a",
  "{ a: b }",
  "a: |\n  text\n",
  "a: >-\n  text\n",
  "a: &x b\nc: *x",
  "a: !!str 1",
  "a: b\n  c",
  "a: b: c",
  "a: b:",
  "a: [b,\n  c]",
  "a: [b",
  "a: [b, ]",
  "a: 'it''s'",
  'a: "\\n"',
  'a: "b',
  'a: "b" c',
  'a: "b"#c',
  "a: 1.5",
  "a: 0x1f",
  "a: 0o17",
  "a: 1_000",
  "a: 1:30",
  "a: .inf",
  "a: -1",
  "a: +1",
  "a: ~",
  "a: TRUE",
  "a: 01",
  "a: 1234567890123456",
  "a: b\na: c",
  "a: { b: 1, b: 2 }",
  "a : b",
  '"a": b',
  "1: b",
  "true: b",
  "__proto__: b",
  "? a\n: b",
  "---\na: b",
  "a: b\n...",
  "%YAML 1.2\n---\na: b",
  "a:\tb",
  "\ta: b",
  "a: b\r\n",
  "\ufeffa: b",
  "a: b\u0085c",
  "a: b\u2028c",
  "  a: b\nc: d",
  "a:\n    b: c\n  d: e",
  "a:\n  - b\n c: d",
  "a:\n  -\n    b: c",
  "a:\n  - - b",
  "a:\n- b\n  c: d",
  "a: @b",
  "a: `b",
  "a: %b",
  "a: {b}",
  "a: [b: c]",
  "a: [? b]",
  "a: ]",
  "a: ,b",
];
for (const text of LEFT) {
  Deno.test(`parsePlainYaml() leaves ${JSON.stringify(text)} to the full parser`, () => {
    assertEquals(parsePlainYaml(text), undefined);
  });
}

Deno.test("parsePlainYaml() never differs from the full parser, with every example changed in any one place", () => {
  const pieces = [
    ..."\n #:,-[]{}'\"&*!|>%@`~?\\.0159aAeEnNtTxX_+\u00e9",
    "  ",
    ": ",
    " #",
    "- ",
    "\n  ",
    "\n- ",
    "null",
    "''",
  ];
  let read = 0;
  for (const text of EXAMPLES) {
    for (let at = 0; at < text.length; at++) {
      const piece = pieces[(at * 7) % pieces.length] ?? "";
      const next = pieces[(at * 11 + 5) % pieces.length] ?? "";
      for (
        const changed of [
          text.slice(0, at) + text.slice(at + 1),
          text.slice(0, at) + piece + text.slice(at),
          text.slice(0, at) + next + text.slice(at + 1),
        ]
      ) {
        assertEquals(mistake(changed), undefined);
        if (parsePlainYaml(changed) !== undefined) read++;
      }
    }
  }
  assert(read > 1_000, `only ${read} texts were read`);
});

Deno.test("parsePlainYaml() never differs from the full parser on short texts of what has a meaning", () => {
  const pieces = ["a", "b:", ": ", " ", "\n", "- ", "[", "]", "{", "}", ", "];
  pieces.push("'", '"', "#", "1", "0", "m", "null", "true", "  ", "c: ", ":");
  // A linear congruential generator: the same texts in every run.
  let state = 1;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(state / 2 ** 31 * below);
  };
  let read = 0;
  for (let round = 0; round < 60_000; round++) {
    const length = 1 + random(9);
    let text = random(2) === 0 ? "a: " : "";
    for (let at = 0; at < length; at++) text += pieces[random(pieces.length)];
    assertEquals(mistake(text), undefined);
    if (parsePlainYaml(text) !== undefined) read++;
  }
  assert(read > 1_000, `only ${read} texts were read`);
});
