import { assertEquals } from "@std/assert";
import type { Config } from "../../src/config/config.ts";
import { cacheKeyOf, findRule } from "../../src/config/rule_match.ts";
import { configOf, targetOf } from "../kit/decoding.ts";

Deno.test("cacheKeyOf() agrees with asking every image of the registry", () => {
  const patterns = [
    "a.io",
    "a.io/",
    "a.io/b",
    "a.io/b/",
    "a.io/c/",
    "*.io",
    "*.io/b/",
    "a.*",
    "*.*/c",
    "*",
    "b.io/b/",
    "a.io:5000",
    "*.io:5000/b/",
    "a.io/b?c",
  ];
  const counts = { Image: 0, Registry: 0 };
  for (const first of patterns) {
    for (const second of patterns) {
      for (const third of patterns) {
        const config = configOf({ first: [first], second: [second, third] });
        for (const registry of ["a.io", "b.io", "a.io:5000"]) {
          checkRegistry(config, registry, counts);
        }
      }
    }
  }
  // Neither answer is given without need, nor always.
  assertEquals(counts.Image > 1_000 && counts.Registry > 1_000, true);
});

// Every path that any pattern above can tell from another.
const PATHS = ["b", "bb", "b/x", "bx/y", "c", "c/x", "d", "d/b/x"];

function checkRegistry(
  config: Config,
  registry: string,
  counts: Record<"Image" | "Registry", number>,
): void {
  const images = PATHS.map((path) => targetOf(`${registry}/${path}`));
  const rules = images.map((image) => findRule(config, image));
  images.forEach((image, at) => {
    const rule = rules[at];
    if (rule === undefined) return;
    const { type } = cacheKeyOf(config, rule, image, false);
    counts[type]++;
    const expected = rules.every((other) => other === rule)
      ? "Registry"
      : "Image";
    assertEquals(
      type,
      expected,
      `${JSON.stringify(image)} in ${listing(config)}`,
    );
  });
}

function listing({ rules }: Config): string {
  return JSON.stringify(
    rules.map(({ match }) => match.map(({ text }) => text)),
  );
}
