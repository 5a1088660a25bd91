/**
 * Whether two image patterns may cover one image.
 * @module
 */
import { type ImagePattern, labelMatches, labelsOf } from "./match.ts";

/** Tells whether some image is covered by both patterns; see `matches()`. */
export function overlap(one: ImagePattern, other: ImagePattern): boolean {
  const labels = labelsOf(one);
  const others = labelsOf(other);
  return one.port === other.port && labels.length === others.length &&
    labels.every((label, at) => labelsOverlap(label, others[at] ?? "")) &&
    (one.path.startsWith(other.path) || other.path.startsWith(one.path));
}

function labelsOverlap(one: string, other: string): boolean {
  if (!one.includes("*")) return labelMatches(other, one) || one === other;
  if (!other.includes("*")) return labelMatches(one, other);
  // What is between the first and the last * of both can stand in a row.
  return onePrefixesOther(prefixOf(one), prefixOf(other)) &&
    onePrefixesOther(prefixOf(reversed(one)), prefixOf(reversed(other)));
}

function onePrefixesOther(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function prefixOf(glob: string): string {
  return glob.slice(0, glob.indexOf("*"));
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}
