import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseYaml } from "../../src/format/yaml.ts";
import { YamlProblem } from "../../src/format/yaml_problem.ts";

const SECRET = "hunter2";

function problemOf(text: string): Promise<YamlProblem> {
  return assertRejects(() => parseYaml(text), YamlProblem);
}

Deno.test("parseYaml() gives plain values of the core schema", async () => {
  const table: readonly [string, unknown][] = [
    ["", null],
    ["# only a comment\n", null],
    ["a: 1", { a: 1 }],
    ["a: '1'", { a: "1" }],
    ["a: [x, true, null, ~, 1.5]", { a: ["x", true, null, null, 1.5] }],
    ['{"a": {"b": ["c"]}}', { a: { b: ["c"] } }],
    ["a:\n- b\n- c\n", { a: ["b", "c"] }],
    ["a: |\n  b\n  c\n", { a: "b\nc\n" }],
    ["---\na: b\n", { a: "b" }],
    ["a: b\r\nc: d\r\n", { a: "b", c: "d" }],
    // Words that YAML 1.1 took for truth values.
    ["a: [yes, no, on, off]", { a: ["yes", "no", "on", "off"] }],
    // No dates: a key id such as 2026-11-01 stays text.
    ["a: 2026-11-01", { a: "2026-11-01" }],
    // No merge keys: a mapping has the keys that are written in it.
    ["<<: {a: b}", { "<<": { a: "b" } }],
    // JSON, and what is no indentation, may have tabs.
    ['{\n\t"a": {\n\t\t"b": "c"\n\t}\n}\n', { a: { b: "c" } }],
    ["a:\tb\t# c\n\t\nd: e\n\t# f\n", { a: "b", d: "e" }],
    ["a: |\n  b\n  \tc: d\n", { a: "b\n\tc: d\n" }],
    ["a: b:c", { a: "b:c" }],
    ["a: robot$ci", { a: "robot$ci" }],
  ];
  for (const [text, expected] of table) {
    assertEquals(await parseYaml(text), expected, text);
  }
});

Deno.test("parseYaml() gives the line and the reason of a syntax error", async () => {
  const table: readonly [string, string, number | undefined, RegExp][] = [
    ["unclosed quote", 'a: b\nc: "d\n', 3, /colon or quote/],
    ["unclosed list", "a: b\nc: [d\n", 3, /colon or quote/],
    ["wrong indentation", "a: b\n c: d\n", 2, /indentation/],
    ["tab as indentation of a key", "a:\n\tb: c\n", 2, /tabs/],
    ["tab as indentation of an item", "a:\n  - b\n\t- c\n", 3, /tabs/],
    ["tabs after a comment", "# a\r\n\r\nb:\r\n\t\tc:\r\n", 4, /tabs/],
    ["key twice", "a: b\nc: d\na: e\n", 3, /twice/],
    ["key twice, deep", "a:\n  b: c\n  b: d\n", 3, /twice/],
    ["unknown alias", "a: *b\n", 1, /in quotes/],
    ["* in brackets", "a: [b, *.c.io]\n", 1, /in quotes/],
    ["unknown tag in brackets", "a: b\nc: [!d]\n", 2, /in quotes/],
    ["@ first", "a: b\nc: @d\ne: f\n", 2, /in quotes/],
    ["backtick first", "a: b\nc: `d\n", 2, /in quotes/],
    ["percent sign first", "a:\n  - %d\n", 2, /in quotes/],
    ["@ in brackets", "a: [b, @c]\n", 1, /in quotes/],
    ["@ in braces", "a: { b: @c }\n", 1, /in quotes/],
    ["unknown tag", "a: b\nc: !d\n", 2, /in quotes/],
    ["text behind a mark of a block", "a: b\nc: |d\n", 2, /in quotes/],
    ["two colons", "a: b\nc: d: e\n", 2, /in quotes/],
    ["two documents", "a: b\n---\nc: d\n", undefined, /more than one/],
  ];
  for (const [label, text, line, message] of table) {
    const problem = await problemOf(text);
    assert(message.test(problem.message), `${label}: ${problem.message}`);
    assertEquals(problem.line, line, label);
  }
});

Deno.test("parseYaml() repeats no piece of the text in a problem", async () => {
  const texts = [
    `password: "${SECRET}\n`,
    `password: ${SECRET}\n user: x\n`,
    `password:\n\t${SECRET}\n`,
    `${SECRET}: a\n${SECRET}: b\n`,
    `password: *${SECRET}\n`,
    `password: !${SECRET} a\n`,
    `password: !!${SECRET} a\n`,
    `password: @${SECRET}\n`,
    `password: %${SECRET}\n`,
    `a: ${SECRET}\n---\nb: ${SECRET}\n`,
    `? [${SECRET}\n`,
    `a: {${SECRET}\n`,
    `- ${SECRET}\nb: c\n`,
    `a: "\\${SECRET}"\n`,
    `a: >${SECRET}\n`,
    `a: &${SECRET} [*${SECRET}]\n`,
    `a: b: ${SECRET}\n`,
    `a: '${SECRET}' ${SECRET}\n`,
    `a: ${SECRET}\u0000\n`,
  ];
  for (const text of texts) {
    const { message } = await problemOf(text);
    assert(!message.includes(SECRET), `${text}: ${message}`);
  }
});

Deno.test("parseYaml() accepts an alias that stands for a value", async () => {
  const text = "a: &one [b.io, c.io]\nd: *one\ne: *one\n";
  const list = ["b.io", "c.io"];
  assertEquals(await parseYaml(text), { a: list, d: list, e: list });
});

Deno.test("parseYaml() accepts an ampersand that is no anchor", async () => {
  assertEquals(await parseYaml("a: b&c\nd: 'e & f'\n"), {
    a: "b&c",
    d: "e & f",
  });
});

// Where they were expanded, this test would not end.
Deno.test("parseYaml() refuses aliases that expand without end or measure", async () => {
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 10; level++) {
    const aliases = Array(9).fill(`*a${level - 1}`).join(", ");
    bomb.push(`a${level}: &a${level} [${aliases}]`);
  }
  const table: readonly [string, string][] = [
    ["nine to the power of ten", bomb.join("\n")],
    ["a list in itself", "a: &a [*a]\n"],
    ["a mapping in itself", "&a\nb: *a\n"],
    ["two in each other", "a: &a\n  b: &b [*a, *b]\n"],
  ];
  for (const [label, text] of table) {
    const { message } = await problemOf(text);
    assert(/aliases|is not valid YAML/.test(message), `${label}: ${message}`);
  }
});

Deno.test("parseYaml() ends on a nesting of any depth", async () => {
  for (const depth of [10, 1_000]) {
    let value = await parseYaml("[".repeat(depth) + "]".repeat(depth));
    let found = 0;
    for (; Array.isArray(value); found++) value = value[0];
    assertEquals(found, depth);
  }
  for (const open of ["[", "{a: ", "- "]) {
    const { message } = await problemOf(open.repeat(200_000));
    assertEquals(message, "is nested too deeply", open);
  }
});

/** As configs are written. */
const READ: readonly [string, unknown][] = [
  ["a: b", { a: "b" }],
  ["a: 10m\nb: 5\nc: 0", { a: "10m", b: 5, c: 0 }],
  ["a: true\nb: false\nc: null\nd:\n", { a: true, b: false, c: null, d: null }],
  ["a: yes\nb: no\nc: ~/x", { a: "yes", b: "no", c: "~/x" }],
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
  Deno.test(`parseYaml() of ${JSON.stringify(text)}`, async () => {
    assertEquals(await parseYaml(text), expected);
  });
}
