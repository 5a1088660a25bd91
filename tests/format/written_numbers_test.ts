/**
 * Numbers of a YAML text: what is read is what is written, or nothing.
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseYaml } from "../../src/format/yaml.ts";

Deno.test("parseYaml() reads a number that is written as JSON writes it", () => {
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
    assertEquals(parseYaml(`a: ${text}`), { a: expected }, text);
    assertEquals(parseYaml(`[[${text}]]`), [[expected]], text);
  }
});

Deno.test("parseYaml() reads no number where another one is written", () => {
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
  ];
  for (const text of texts) {
    assertEquals(parseYaml(`a: ${text}`), { a: NaN }, text);
    assertEquals(parseYaml(`b: [{ c: ${text} }, 1]`), {
      b: [{ c: NaN }, 1],
    }, text);
  }
  assertEquals(parseYaml("a: &n [017]\nb: *n\n"), { a: [NaN], b: [NaN] });
});

Deno.test("parseYaml() reads what is too large as infinite", () => {
  for (const text of ["1e400", ".inf"]) {
    assertEquals(parseYaml(`[${text}]`), [Infinity], text);
  }
});

Deno.test("parseYaml() leaves digits in quotes as they are", () => {
  assertEquals(parseYaml(`a: "012"\nb: '1e400'\nc: 1\n`), {
    a: "012",
    b: "1e400",
    c: 1,
  });
});
