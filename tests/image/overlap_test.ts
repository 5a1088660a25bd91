import { assertEquals } from "@std/assert";
import { overlap } from "../../src/image/overlap.ts";
import { patternOf } from "../kit/decoding.ts";

Deno.test("overlap() finds whether two patterns cover one image", () => {
  const table: readonly [string, string, boolean][] = [
    ["a.io", "a.io", true],
    ["a.io", "b.io", false],
    ["a.io", "*.io", true],
    ["a.io", "*.de", false],
    ["a.io", "x.a.io", false],
    ["a*.io", "*b.io", true],
    ["a*.io", "b*.io", false],
    ["*a.io", "*b.io", false],
    ["a*c.io", "ab*.io", true],
    ["*.a.io", "b.*.io", true],
    ["a.io:5000", "a.io", false],
    ["a.io:5000", "*.io:5000", true],
    ["a.io/team", "a.io", true],
    ["a.io/team/", "a.io/team/app", true],
    ["a.io/team/", "a.io/other/", false],
  ];
  for (const [one, other, expected] of table) {
    const patterns = [patternOf(one), patternOf(other)] as const;
    assertEquals(overlap(...patterns), expected, `${one} and ${other}`);
    const [first, second] = patterns;
    assertEquals(overlap(second, first), expected, `${other} and ${one}`);
  }
});
