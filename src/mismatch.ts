/**
 * Why an image pattern does not match an image, in words.
 * @module
 */
import { type ImagePattern, labelMatches } from "./image_pattern.ts";

/**
 * The first reason why a pattern does not match, in the order of the kubelet's
 * own checks (`URLsMatch`): port, number of labels, path, labels.
 *
 * @returns `undefined` where it matches.
 */
export function mismatch(
  pattern: ImagePattern,
  image: ImagePattern,
): string | undefined {
  if (pattern.port !== image.port) {
    return `port: the pattern has ${pattern.port || "none"}, the image ${
      image.port || "none"
    }`;
  }
  if (pattern.labels.length !== image.labels.length) {
    return `label count: the pattern's host has ${pattern.labels.length}, the image's ${image.labels.length}`;
  }
  const at = pattern.labels.findIndex((label, index) =>
    !labelMatches(label, image.labels[index])
  );
  if (at >= 0) {
    return `label ${at + 1}: "${pattern.labels[at]}" does not match "${
      image.labels[at]
    }"`;
  }
  if (!image.path.startsWith(pattern.path)) {
    return `path: "${image.path}" does not begin with "${pattern.path}"`;
  }
  return undefined;
}
