import { assertEquals } from "@std/assert";
import { matches } from "../../src/image/match.ts";
import { CoverIndex, covers } from "../../src/image/cover.ts";
import { patternOf } from "../kit/decoding.ts";

Deno.test("covers() tells whether every image of one pattern is one of the other", () => {
  const table: readonly [string, string, boolean][] = [
    ["a.io", "a.io", true],
    ["a.io", "a.io/b", true],
    ["a.io/b", "a.io", false],
    ["a.io/b", "a.io/b/", true],
    ["a.io/b/", "a.io/b", false],
    ["*.io", "a.io", true],
    ["a.io", "*.io", false],
    ["*.io", "*.io/b", true],
    ["*.io", "a*.io", true],
    ["a*.io", "*.io", false],
    ["a*.io", "ab*.io", true],
    ["*a.io", "b*a.io", true],
    ["*.*", "*.io", true],
    ["*.io", "*.*", false],
    ["*", "a.io", false],
    ["a.io:5", "a.io:5/b", true],
    ["a.io:5", "a.io", false],
    ["a.io", "a.io:5", false],
    ["a.io:", "a.io", true],
    ["a.io?x", "a.io#y", true],
  ];
  for (const [wide, narrow, expected] of table) {
    assertEquals(
      covers(patternOf(wide), patternOf(narrow)),
      expected,
      `${wide} over ${narrow}`,
    );
  }
});

Deno.test("covers() never claims a cover that an image disproves", () => {
  const hosts = ["a.io", "b.io", "ab.io", "a.b.io", "localhost"];
  const images = hosts.flatMap((host) =>
    ["/b", "/b/c", "/bc", "/d"].map((path) => patternOf(host + path))
  );
  const patterns = ["*", "*.io", "a*.io", "*b.io", "a.*", "*.*", "a.io"]
    .flatMap((host) => ["", "/", "/b", "/b/"].map((path) => host + path));
  let claimed = 0;
  for (const wide of patterns) {
    for (const narrow of patterns) {
      if (!covers(patternOf(wide), patternOf(narrow))) continue;
      claimed++;
      for (const image of images) {
        if (!matches(patternOf(narrow), image)) continue;
        assertEquals(
          matches(patternOf(wide), image),
          true,
          `${wide} over ${narrow}`,
        );
      }
    }
  }
  assertEquals(claimed > patterns.length, true, "hardly any cover was found");
});

Deno.test("CoverIndex.find() gives the owner of a pattern that covers", () => {
  const index = new CoverIndex<string>();
  index.add(patternOf("a.io/b/"), "folder");
  index.add(patternOf("a.io"), "host");
  index.add(patternOf("a.io"), "host again");
  index.add(patternOf("*.b.io"), "glob");
  index.add(patternOf("c.b.io"), "behind the glob");
  index.add(patternOf("e.*.io"), "other glob");
  index.add(patternOf("*.*.io"), "globs");
  index.add(patternOf("[::1]"), "letters");
  index.add(patternOf("a.io:5000"), "port");
  const table: readonly [string, string | undefined][] = [
    ["a.io/b/c", "folder"],
    ["a.io/c", "host"],
    ["a.io", "host"],
    ["c.b.io/d", "glob"],
    ["a*.b.io", "glob"],
    ["e.b.io", "glob"],
    ["e.f.io", "other glob"],
    ["*.f.io", "globs"],
    // What is left of the address is a class of letters to the kubelet.
    ["1", "letters"],
    ["2", undefined],
    ["a.io:5000/b/c", "port"],
    ["b.io", undefined],
    ["*.io", undefined],
    ["a.io:5001", undefined],
  ];
  for (const [narrow, expected] of table) {
    assertEquals(index.find(patternOf(narrow)), expected, narrow);
  }
});

Deno.test("CoverIndex.find() finds nothing before anything is added", () => {
  assertEquals(new CoverIndex<string>().find(patternOf("a.io")), undefined);
});
