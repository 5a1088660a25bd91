/**
 * The values of a flag on a command line.
 * @module
 */

/**
 * The values that a flag has, in their order; the last one is in effect.
 *
 * An underscore in the name of a flag counts as a dash, as for the kubelet
 * (`WordSepNormalizeFunc` of k8s.io/component-base).
 */
export function valuesOf(
  words: readonly string[],
  flag: string,
): readonly string[] {
  return words.flatMap((word, at) => {
    const end = word.indexOf("=");
    const name = (end < 0 ? word : word.slice(0, end)).replaceAll("_", "-");
    if (name !== flag) return [];
    return [end < 0 ? words[at + 1] ?? "" : word.slice(end + 1)];
  });
}
