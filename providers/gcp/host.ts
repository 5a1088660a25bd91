/**
 * Host names of Google Artifact Registry and Container Registry.
 *
 * https://cloud.google.com/artifact-registry/docs/docker/pushing-and-pulling and
 * .../transition/gcr-repositories have the forms.
 * @module
 */
import { type ImagePattern, labelsOf } from "../../src/image/match.ts";
import type { SourceWarning } from "../../src/provider.ts";

/** An example for messages. */
export const HOST_EXAMPLE = "europe-docker.pkg.dev";

/**
 * Whether a host is a registry of Google. An access token opens far more than
 * that, so no other host is ever given one.
 */
export function isGoogleHost(host: string): boolean {
  return /^(?:[a-z0-9-]+\.)?gcr\.io$|^[a-z0-9-]+-docker\.pkg\.dev$/.test(host);
}

/**
 * Warns of each pattern that covers no such host.
 *
 * @param registry The mirror that a rule names; its patterns are other hosts.
 */
export function patternWarnings(
  registry: string | undefined,
  match: readonly ImagePattern[],
): readonly SourceWarning[] {
  if (registry !== undefined) return [];
  return match.flatMap((one, pattern) =>
    fitsGoogle(one) ? [] : [{
      pattern,
      message:
        'fits no registry of Google, so no token is ever asked for it: write *-docker.pkg.dev, gcr.io or *.gcr.io, or name the mirror as "registry"',
    }]
  );
}

function fitsGoogle(pattern: ImagePattern): boolean {
  if (pattern.port !== "" && pattern.port !== "443") return false;
  const labels = labelsOf(pattern);
  const fit = (label: string | undefined, name: string) =>
    label === name || label === "*";
  const [first = "", second, third] = labels;
  if (labels.length === 2) return fit(first, "gcr") && fit(second, "io");
  if (labels.length !== 3) return false;
  // What stands behind the last * of a label is how the names end that it covers.
  const end = first.slice(first.lastIndexOf("*") + 1);
  const isDocker = end.endsWith("-docker") ||
    (first.includes("*") && "-docker".endsWith(end));
  return (fit(second, "gcr") && fit(third, "io")) ||
    (isDocker && fit(second, "pkg") && fit(third, "dev"));
}
