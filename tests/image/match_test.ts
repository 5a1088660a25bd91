import { assertEquals } from "@std/assert";
import { parseImagePattern } from "../../src/image/pattern.ts";
import { hostMatches, labelMatches, matches } from "../../src/image/match.ts";
import { patternOf } from "../kit/decoding.ts";
import cases from "../testdata/image_match.json" with { type: "json" };

Deno.test("matches() agrees with URLsMatch in every known case", () => {
  for (const { pattern, image, level, matches: expected, why } of cases) {
    if (level === "keyring") continue;
    const glob = parseImagePattern(pattern);
    const target = parseImagePattern(image);
    const actual = glob !== undefined && target !== undefined &&
      matches(glob, target);
    assertEquals(actual, expected, `${pattern} on ${image}: ${why ?? level}`);
  }
});

Deno.test("hostMatches() leaves the path out", () => {
  const pattern = patternOf("*.io:5000/team");
  assertEquals(hostMatches(pattern, patternOf("a.io:5000/other")), true);
  assertEquals(hostMatches(pattern, patternOf("a.io/team")), false);
  assertEquals(hostMatches(pattern, patternOf("a.b.io:5000/team")), false);
});

Deno.test("labelMatches() globs as filepath.Match does", () => {
  const table: readonly [string, string | undefined, boolean][] = [
    ["", "", true],
    ["", undefined, true],
    ["*", undefined, true],
    ["a", undefined, false],
    ["a", "a", true],
    ["a", "A", false],
    ["a*", "a", true],
    ["*a", "a", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["***", "anything", true],
    ["*x*", "anything", false],
    // An address without a port keeps its brackets, which make a class.
    ["[::1]", ":", true],
    ["[::1]", "1", true],
    ["[::1]", "]", false],
    ["[::1]", "::1", false],
    ["[::1", ":", false],
  ];
  for (const [glob, label, expected] of table) {
    assertEquals(labelMatches(glob, label), expected, `${glob} on ${label}`);
  }
});

// Where each star was tried with each letter, this test would not end.
Deno.test("labelMatches() is not slowed down by many stars", () => {
  const glob = "*a".repeat(2_000);
  assertEquals(labelMatches(glob, "a".repeat(4_000) + "b"), false);
});
