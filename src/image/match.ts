/**
 * Whether an image pattern covers an image, exactly as the kubelet decides it.
 *
 * Restates `URLsMatch` of Kubernetes `pkg/credentialprovider/keyring.go`, and
 * the part of Go's `path/filepath.Match` that it reaches.
 * @module
 */

/** A pattern or image reference, taken apart. */
export interface ImagePattern {
  /** The host, without its port. */
  readonly host: string;
  /** Digits, or empty where none is given. */
  readonly port: string;
  /** With its leading slash; empty where none is given. */
  readonly path: string;
}

/**
 * Tells whether a pattern covers an image, as `URLsMatch` does: equal ports,
 * equally many labels, the path a plain string prefix, every label a glob.
 */
export function matches(pattern: ImagePattern, image: ImagePattern): boolean {
  return hostMatches(pattern, image) && image.path.startsWith(pattern.path);
}

/** The parts of a host between its dots. */
export function labelsOf({ host }: ImagePattern): readonly string[] {
  return host.split(".");
}

/** Tells whether host and port of a pattern cover those of an image. */
export function hostMatches(
  pattern: ImagePattern,
  image: ImagePattern,
): boolean {
  const { host, port } = pattern;
  if (port !== image.port) return false;
  // Nearly every pattern: nothing in it means more than itself.
  const star = host.lastIndexOf("*");
  if (!host.includes("[")) {
    if (star < 0) return host === image.host;
    // What stands behind the last * is the end of every host that it covers.
    if (!image.host.endsWith(host.slice(star + 1))) return false;
  }
  const labels = labelsOf(pattern);
  const others = labelsOf(image);
  return labels.length === others.length &&
    labels.every((label, at) => labelMatches(label, others[at]));
}

/** Tells whether a label may cover others than itself. */
export function isGlob(label: string): boolean {
  return label.includes("*") || label.startsWith("[");
}

/** Tells whether one label covers another; `*` stands for any run, or none. */
export function labelMatches(glob: string, label = ""): boolean {
  // What is left of a bracketed address is a class of characters to filepath.Match.
  if (glob.startsWith("[")) {
    return glob.endsWith("]") && label.length === 1 &&
      glob.slice(1, -1).includes(label);
  }
  if (!glob.includes("*")) return glob === label;
  const runs = glob.split("*");
  const first = runs[0] ?? "";
  const last = runs[runs.length - 1] ?? "";
  if (label.length < first.length + last.length) return false;
  if (!label.startsWith(first) || !label.endsWith(last)) return false;
  let at = first.length;
  const end = label.length - last.length;
  for (const run of runs.slice(1, -1)) {
    const found = label.indexOf(run, at);
    if (found < 0 || found + run.length > end) return false;
    at = found + run.length;
  }
  return true;
}
