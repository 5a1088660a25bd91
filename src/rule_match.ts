/**
 * Which rule answers for an image, and how widely the answer may be cached.
 * @module
 */
import type { Config } from "./config.ts";
import type { Rule } from "./registries.ts";
import { hostMatches, type ImagePattern, matches } from "./pattern_match.ts";

/** What the kubelet may reuse an answer for; `Global` is never right here. */
export type CacheKeyType = "Image" | "Registry";

/** A cache key type, and what makes it so. */
export type CacheKey =
  | {
    readonly type: "Image";
    /** What depends on the path: the credentials, this rule, or which rule it is. */
    readonly because: "credentials" | "paths" | "rules";
    /** The name of an earlier rule that answers for other paths. */
    readonly earlier?: string;
  }
  | { readonly type: "Registry"; readonly because: "whole host" };

/** The first rule that has a pattern which covers the image. */
export function findRule(
  { rules }: Pick<Config, "rules">,
  target: ImagePattern,
): Rule | undefined {
  for (const rule of rules) {
    for (const pattern of rule.match) {
      if (matches(pattern, target)) return rule;
    }
  }
  return undefined;
}

/**
 * Derives how widely the kubelet may reuse an answer.
 *
 * `Registry` only where this rule would answer for every other path of the
 * same host and port, with the same credentials. Otherwise `Image`: an answer
 * kept for too much makes other pulls fail until it ends, and the kubelet does
 * not drop it after a 401.
 *
 * @param rule The rule that answers for `target`.
 * @param perImage Whether its credentials depend on the image.
 */
export function cacheKeyOf(
  { rules }: Pick<Config, "rules">,
  rule: Rule,
  target: ImagePattern,
  perImage: boolean,
): CacheKey {
  if (perImage) return { type: "Image", because: "credentials" };
  const coversHost = (pattern: ImagePattern) => hostMatches(pattern, target);
  if (
    !rule.match.some((pattern) =>
      (pattern.path === "" || pattern.path === "/") && coversHost(pattern)
    )
  ) return { type: "Image", because: "paths" };
  // A later rule never answers for this host: this one covers all of it.
  for (const other of rules) {
    if (other === rule) break;
    if (other.match.some(coversHost)) {
      return { type: "Image", because: "rules", earlier: other.name };
    }
  }
  return { type: "Registry", because: "whole host" };
}
