/**
 * Numbers of a YAML text: what is read is what is written, or nothing.
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseYaml } from "../../src/format/yaml.ts";

Deno.test("parseYaml() reads a number that is written as JSON writes it", async () => {
  const table: readonly [string, number][] = [
    ["0", 0],
    ["7", 7],
    ["-12", -12],
    ["1.5", 1.5],
    ["-0.25", -0.25],
    ["123456789012345", 123456789012345],
    ["9007199254740991", 9007199254740991],
  ];
  for (const [text, expected] of table) {
    assertEquals(await parseYaml(`a: ${text}`), { a: expected }, text);
    assertEquals(await parseYaml(`[[${text}]]`), [[expected]], text);
  }
});

Deno.test("parseYaml() reads no number where another one is written", async () => {
  const texts = [
    "012345670123",
    "00",
    "-012",
    "0x1F",
    "0b11",
    "1_000",
    "+1",
    "-0",
    "1.0",
    "0.10",
    ".5",
    "5.",
    "1e3",
    ".nan",
    "9007199254740993",
    "12345678901234567890",
    "0.1000000000000000000001",
    "089",
    "-089",
    "08.5",
    "09e3",
    "0o17",
    "-0o7",
    "-.5",
    "+.5e1",
  ];
  for (const text of texts) {
    assertEquals(await parseYaml(`a: ${text}`), { a: NaN }, text);
    assertEquals(await parseYaml(`b: [{ c: ${text} }, 1]`), {
      b: [{ c: NaN }, 1],
    }, text);
  }
  assertEquals(await parseYaml("a: &n [017]\nb: *n\n"), { a: [NaN], b: [NaN] });
});

Deno.test("parseYaml() leaves text that only looks like such a number", async () => {
  const texts = [
    "2024-01-01",
    "10.0.0.1",
    "0f8fad5b",
    "0.5.1",
    "08:30",
    "0_8",
    "089-x",
    "089 and 0o17",
    "-x",
    ".5.",
  ];
  for (const text of texts) {
    assertEquals(await parseYaml(`- ${text}\n- 089\n`), [text, NaN], text);
  }
  assertEquals(
    await parseYaml("a: |\n  089\nb: !!str 089\nc: '089'\n# 089\n"),
    {
      a: "089\n",
      b: "089",
      c: "089",
    },
  );
});

Deno.test("parseYaml() keeps a key as it is written, or gives it no value", async () => {
  const table: readonly [string, Record<string, unknown>][] = [
    ["7: x", { "7": "x" }],
    ["-1.5: x", { "-1.5": "x" }],
    ['"012": x', { "012": "x" }],
    ['"1.0": x', { "1.0": "x" }],
    ["089: x", { "089": "x" }],
    ["012: x", { "012": NaN }],
    ["1.0: x", { "1.0": NaN }],
    ["0x1F: x", { "0x1F": NaN }],
    ["9007199254740993: x", { "9007199254740993": NaN }],
    [".inf: x", { ".inf": NaN }],
  ];
  for (const [text, expected] of table) {
    assertEquals(await parseYaml(text), expected, text);
    assertEquals(await parseYaml(`a: [{ ${text} }]`), { a: [expected] }, text);
  }
});

Deno.test("parseYaml() reads what is too large as infinite", async () => {
  for (const text of ["1e400", ".inf"]) {
    assertEquals(await parseYaml(`[${text}]`), [Infinity], text);
  }
});

Deno.test("parseYaml() leaves digits in quotes as they are", async () => {
  assertEquals(await parseYaml(`a: "012"\nb: '1e400'\nc: 1\n`), {
    a: "012",
    b: "1e400",
    c: 1,
  });
});
