/**
 * Which rule answers for an image, and how widely the answer may be cached.
 * @module
 */
import type { Config, Rule } from "./config.ts";
import type { ImageName } from "./image_name.ts";
import {
  hostMatches,
  type ImagePattern,
  matches,
  parseImagePattern,
} from "./image_pattern.ts";

/** What the kubelet may reuse an answer for; `Global` is never right here. */
export type CacheKeyType = "Image" | "Registry";

/** A cache key type, with the reason for people. */
export interface CacheKey {
  readonly type: CacheKeyType;
  readonly reason: string;
}

/** An image taken apart for matching. A normalised name can always be taken apart. */
export function toTarget(image: ImageName): ImagePattern {
  return parseImagePattern(image.repository) ??
    { labels: [], port: "", path: "" };
}

/** The first rule that has a pattern which covers the image. */
export function findRule(config: Config, image: ImageName): Rule | undefined {
  const target = toTarget(image);
  return config.rules.find((rule) =>
    rule.match.some((pattern) => matches(pattern, target))
  );
}

/**
 * Derives how widely the kubelet may reuse an answer.
 *
 * `Registry` only where this rule would answer for every other path of the
 * same host and port, with the same credentials. Otherwise `Image`: an answer
 * kept for too much makes other pulls fail until it ends, and the kubelet does
 * not drop it after a 401.
 *
 * @param rule The rule that answers for `image`.
 * @param perImage Whether its credentials depend on the image.
 */
export function cacheKeyOf(
  config: Config,
  rule: Rule,
  image: ImageName,
  perImage: boolean,
): CacheKey {
  if (perImage) {
    return { type: "Image", reason: "the credentials depend on the image" };
  }
  const target = toTarget(image);
  const wholeHost = rule.match.some((pattern) =>
    (pattern.path === "" || pattern.path === "/") &&
    hostMatches(pattern, target)
  );
  if (!wholeHost) {
    return {
      type: "Image",
      reason: `"${rule.name}" answers only for some paths of ${image.registry}`,
    };
  }
  // A later rule never answers for this host: this one covers all of it.
  const earlier = config.rules.slice(0, rule.index).find((other) =>
    other.match.some((pattern) => hostMatches(pattern, target))
  );
  return earlier === undefined
    ? {
      type: "Registry",
      reason: `"${rule.name}" answers for every path of ${image.registry}`,
    }
    : {
      type: "Image",
      reason: `"${earlier.name}" answers for other paths of ${image.registry}`,
    };
}
