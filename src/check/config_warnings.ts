/**
 * What is legal in a config but probably a mistake.
 * @module
 */
import type { Config } from "../config/config.ts";
import type { Rule } from "../config/registries.ts";
import { CoverIndex } from "../image/cover.ts";
import { patternWarnings } from "./pattern_warnings.ts";
import type { Problem } from "../schema/place.ts";

/** Warnings about patterns: those that never match, match too much, or are hidden. */
export function matchWarnings(config: Config): readonly Problem[] {
  const warnings: Problem[] = [];
  const earlier = new CoverIndex<Rule>();
  for (const rule of config.rules) {
    const path = `registries[${rule.index}]`;
    const hiding = rule.match.map((pattern) => earlier.find(pattern));
    const [first] = hiding;
    if (first !== undefined && hiding.every((by) => by !== undefined)) {
      warnings.push({
        path,
        message:
          `never answers: "${first.name}" (registries[${first.index}]) stands before it and matches the same images; move it up or remove it`,
      });
    }
    rule.match.forEach((pattern, at) => {
      const place = `${path}.match[${at}]`;
      for (const message of patternWarnings(pattern)) {
        warnings.push({ path: place, message });
      }
      const by = hiding[at];
      if (by !== undefined && hiding.includes(undefined)) {
        warnings.push({
          path: place,
          message:
            `is never reached: "${by.name}" (registries[${by.index}]) stands before it and matches the same images`,
        });
      }
    });
    rule.match.forEach((pattern) => earlier.add(pattern, rule));
  }
  return warnings;
}
