/**
 * Why an image pattern does not match an image, in words.
 * @module
 */
import { type ImagePattern, labelMatches, labelsOf } from "./match.ts";

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
  const labels = labelsOf(pattern);
  const others = labelsOf(image);
  if (labels.length !== others.length) {
    return `label count: the pattern's host has ${labels.length}, the image's ${others.length}`;
  }
  const at = labels.findIndex((label, index) =>
    !labelMatches(label, others[index])
  );
  if (at >= 0) {
    return `label ${at + 1}: "${labels[at]}" does not match "${others[at]}"`;
  }
  if (!image.path.startsWith(pattern.path)) {
    return `path: "${image.path}" does not begin with "${pattern.path}"`;
  }
  return undefined;
}
