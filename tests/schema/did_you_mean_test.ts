import { assertEquals } from "@std/assert";
import { didYouMean } from "../../src/schema/did_you_mean.ts";

const KEYS = ["name", "match", "cacheDuration", "static", "jwt", "ecr"];

Deno.test("didYouMean() finds the word that a mistyped one was meant to be", () => {
  const table: readonly [string, string][] = [
    ["nme", "name"], // a letter is missing
    ["namee", "name"], // a letter too many
    ["nane", "name"], // another letter
    ["nmae", "name"], // two letters swapped
    ["Name", "name"], // capitals do not count
    ["cacheduration", "cacheDuration"],
    ["cachDurations", "cacheDuration"], // two edits
    ["statc", "static"],
    ["jwd", "jwt"],
    ["math", "match"],
    ["match", "match"],
  ];
  for (const [word, expected] of table) {
    assertEquals(didYouMean(word, KEYS), expected, word);
  }
});

Deno.test("didYouMean() allows one edit below five letters and two from there", () => {
  assertEquals(didYouMean("xame", ["name"]), "name");
  assertEquals(didYouMean("xxme", ["name"]), undefined);
  assertEquals(didYouMean("xxtch", ["match"]), "match");
  assertEquals(didYouMean("xxxch", ["match"]), undefined);
});

Deno.test("didYouMean() takes the nearest, and of equals the first", () => {
  assertEquals(didYouMean("statik", ["statical", "static"]), "static");
  assertEquals(didYouMean("abcdx", ["abcde", "abcdf"]), "abcde");
});

Deno.test("didYouMean() gives nothing for a word that is near to none", () => {
  const words = [
    "",
    "hunter2",
    "dckr_pat_1234567890abcdef",
    "eyJhbGciOiJFUzI1NiJ9",
    "namename",
    "registry.example.com",
    "n".repeat(10_000),
  ];
  for (const word of words) {
    assertEquals(didYouMean(word, KEYS), undefined, word.slice(0, 40));
  }
});

Deno.test("didYouMean() gives nothing where nothing is known", () => {
  assertEquals(didYouMean("name", []), undefined);
});
