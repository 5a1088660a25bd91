import { assertEquals } from "@std/assert";
import { matchWarnings } from "../../src/check/config_warnings.ts";
import { configOf } from "../kit/decoding.ts";

function warningsOf(rules: { readonly [name: string]: readonly string[] }) {
  return matchWarnings(configOf(rules)).map(({ path, message }) =>
    `${path}: ${message}`
  );
}

Deno.test("matchWarnings() finds nothing where every rule can answer", () => {
  const table = [
    { a: ["a.io/team/"], b: ["a.io"] },
    { a: ["a.io"], b: ["*.io"] },
    { a: ["a.io:5000"], b: ["a.io"], c: ["a.io:5001"] },
    { a: ["a.io/b/"], c: ["a.io/c/"] },
    // A pattern twice in one rule hides nothing from it.
    { a: ["a.io", "a.io/b/"] },
  ];
  for (const rules of table) {
    assertEquals(warningsOf(rules), [], JSON.stringify(rules));
  }
});

Deno.test("matchWarnings() reports a rule that earlier ones hide", () => {
  assertEquals(warningsOf({ wide: ["*.io"], x: ["b.de"], late: ["a.io"] }), [
    'registries[2]: never answers: "wide" (registries[0]) stands before it and matches the same images; move it up or remove it',
  ]);
  // Each of its patterns by another rule.
  assertEquals(warningsOf({ a: ["a.io"], b: ["b.io"], c: ["b.io", "a.io"] }), [
    'registries[2]: never answers: "b" (registries[1]) stands before it and matches the same images; move it up or remove it',
  ]);
});

Deno.test("matchWarnings() reports a pattern that earlier rules hide", () => {
  const message =
    'is never reached: "wide" (registries[0]) stands before it and matches the same images';
  assertEquals(warningsOf({ wide: ["*.io"], late: ["a.de", "a.io"] }), [
    `registries[1].match[1]: ${message}`,
  ]);
  assertEquals(warningsOf({ wide: ["*.io"], late: ["a.io", "a.de"] }), [
    `registries[1].match[0]: ${message}`,
  ]);
});

Deno.test("matchWarnings() reports what is wrong with each pattern", () => {
  const paths = matchWarnings(configOf({
    a: ["a.io", "https://b.io"],
    b: ["c.io/*", "d.io"],
  })).map(({ path }) => path);
  assertEquals(paths, ["registries[0].match[1]", "registries[1].match[0]"]);
});

// Where every rule was compared with every other, this test would not end.
Deno.test("matchWarnings() takes many rules", () => {
  const rules: Record<string, readonly string[]> = {};
  for (let at = 0; at < 100_000; at++) rules[`r${at}`] = [`a${at}.io`];
  assertEquals(warningsOf({ ...rules, last: ["a7.io/b/"] }).length, 1);
});
