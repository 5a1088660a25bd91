/**
 * Why an answer may be kept as widely as it may, in words.
 * @module
 */
import type { Rule } from "./registries.ts";
import type { CacheKey } from "./rule_match.ts";

/**
 * The reason of a cache key type, as the end of a sentence.
 *
 * @param rule The name of the rule that answers.
 * @param registry The registry of the image.
 */
export function cacheKeyReason(
  key: CacheKey,
  rule: Rule["name"],
  registry: string,
): string {
  switch (key.because) {
    case "credentials":
      return "the credentials depend on the image";
    case "paths":
      return `"${rule}" answers only for some paths of ${registry}`;
    case "rules":
      return `"${key.earlier}" answers for other paths of ${registry}`;
    case "whole host":
      return `"${rule}" answers for every path of ${registry}`;
  }
}
