import { assertEquals } from "@std/assert";
import { parseImagePattern } from "../../src/image/pattern.ts";
import { matches } from "../../src/image/match.ts";
import { mismatch } from "../../src/image/mismatch.ts";
import { patternOf } from "../kit/decoding.ts";
import cases from "../testdata/image_match.json" with { type: "json" };

Deno.test("mismatch() gives the first reason", () => {
  const table = {
    "a.io:5000 on a.io/b": "port: the pattern has 5000, the image none",
    "a.io on a.io:5000/b": "port: the pattern has none, the image 5000",
    "a.io:1 on a.io:2/b": "port: the pattern has 1, the image 2",
    "*.io on a.b.io/c": "label count: the pattern's host has 2, the image's 3",
    "b.io on a.io/c": 'label 1: "b" does not match "a"',
    "a.i*o on a.de/c": 'label 2: "i*o" does not match "de"',
    "a.io/b/ on a.io/bc": 'path: "/bc" does not begin with "/b/"',
    "a.io/* on a.io/b": 'path: "/b" does not begin with "/*"',
    // Port before labels before path, where several are wrong.
    "b.io:1/x on a.io/b": "port: the pattern has 1, the image none",
    "b.io/x on a.io/b": 'label 1: "b" does not match "a"',
  };
  for (const [label, expected] of Object.entries(table)) {
    const [pattern = "", image = ""] = label.split(" on ");
    const reason = mismatch(patternOf(pattern), patternOf(image));
    assertEquals(reason, expected, label);
  }
  assertEquals(mismatch(patternOf("a.io"), patternOf("a.io/b")), undefined);
});

Deno.test("mismatch() finds a reason exactly where matches() does not hold", () => {
  for (const { pattern, image } of cases) {
    const wide = parseImagePattern(pattern);
    const target = parseImagePattern(image);
    if (wide === undefined || target === undefined) continue;
    assertEquals(
      mismatch(wide, target) === undefined,
      matches(wide, target),
      `${pattern} on ${image}`,
    );
  }
});
