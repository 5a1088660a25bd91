import { assertAlmostEquals, assertEquals } from "@std/assert";
import { parseGoDuration } from "../../src/format/duration.ts";

const HOUR = 3_600_000;

Deno.test("parseGoDuration() accepts what time.ParseDuration accepts", () => {
  const table: readonly [string, number][] = [
    ["0", 0],
    ["+0", 0],
    ["-0", 0],
    ["0s", 0],
    ["-0s", 0],
    ["5s", 5_000],
    ["+5s", 5_000],
    ["-5s", -5_000],
    ["10m", 600_000],
    ["1h", HOUR],
    ["24h", 24 * HOUR],
    ["1h30m", 1.5 * HOUR],
    ["1.5h", 1.5 * HOUR],
    ["-1.5h", -1.5 * HOUR],
    ["1.s", 1_000],
    [".5s", 500],
    ["0.5s", 500],
    ["007s", 7_000],
    ["300ms", 300],
    ["1us", 0.001],
    ["1µs", 0.001], // U+00B5, micro sign
    ["1μs", 0.001], // U+03BC, Greek mu
    ["1ns", 0.000001],
    // Units may come in any order and more than once.
    ["30s1h", HOUR + 30_000],
    ["1s1s", 2_000],
    ["1h2m3s4ms", HOUR + 123_004],
    // Just below 2^63 nanoseconds.
    ["2562047h", 2_562_047 * HOUR],
    ["9223372036s", 9_223_372_036_000],
  ];
  for (const [text, expected] of table) {
    const actual = parseGoDuration(text);
    assertAlmostEquals(actual ?? NaN, expected, 1e-9, text);
  }
});

Deno.test("parseGoDuration() refuses what time.ParseDuration refuses", () => {
  const table: { readonly [why: string]: readonly string[] } = {
    "no text": [""],
    "no unit": ["10", "1.5"],
    "only a single 0 needs no unit": ["00", "0.0"],
    "no number": ["s"],
    "no digit": [".s", "-.s"],
    "a sign alone": ["+"],
    "two signs": ["--1s"],
    "a sign inside": ["1s-1s"],
    "a space": ["1h 30m", " 1h"],
    "a line feed": ["1h\n"],
    "units are in lower case": ["1H", "1S"],
    "no such unit": ["1min", "1sec", "1hour", "1w", "1y"],
    "no exponents": ["1e3s"],
    "no comma": ["1,5h"],
    "two points": ["1..5h", "1.5.5h"],
    "no separators": ["1_000s"],
    "no hexadecimal digits": ["0x10s"],
    "no ISO 8601": ["PT10M"],
    "no clock": ["00:10:00"],
    "no words": ["Infinityh", "NaNs"],
    "only ASCII digits": ["١s"],
    "beyond int64 nanoseconds": ["2562048h", "-2562048h"],
    "beyond any number": [`${"9".repeat(400)}h`],
  };
  for (const [why, texts] of Object.entries(table)) {
    for (const text of texts) {
      assertEquals(parseGoDuration(text), undefined, `"${text}": ${why}`);
    }
  }
});

Deno.test("parseGoDuration() refuses a unit for days", () => {
  for (const text of ["1d", "7d", "1d12h", "1.5d"]) {
    assertEquals(parseGoDuration(text), undefined, text);
  }
});

// Where it took more than one look at each character, this test would not end.
Deno.test("parseGoDuration() refuses a long text", () => {
  assertEquals(parseGoDuration("1".repeat(10_000_000)), undefined);
  assertEquals(parseGoDuration("1s".repeat(1_000_000) + "!"), undefined);
});

Deno.test("parseGoDuration() ends on a text as long as a config may be", () => {
  assertEquals(parseGoDuration("1s".repeat(8_000_000)), 8_000_000_000);
  assertEquals(parseGoDuration("1".repeat(16_000_000)), undefined);
});
