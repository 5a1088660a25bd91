/**
 * Host names of Google Artifact Registry and Container Registry.
 *
 * https://cloud.google.com/artifact-registry/docs/docker/pushing-and-pulling and
 * .../transition/gcr-repositories have the forms.
 * @module
 */
import { type HostForm, patternsBeside } from "../../src/image/host_form.ts";
import type { ImagePattern } from "../../src/image/match.ts";
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
  return patternsBeside(FORMS, match).map((pattern) => ({
    pattern,
    message:
      'fits no registry of Google, so no token is ever asked for it: write *-docker.pkg.dev, gcr.io or *.gcr.io, or name the mirror as "registry"',
  }));
}

const FORMS: readonly HostForm[] = [
  ["gcr", "io"],
  [() => true, "gcr", "io"],
  [isDocker, "pkg", "dev"],
];

// What stands behind the last * of a label is how the names end that it covers.
function isDocker(label: string): boolean {
  const end = label.slice(label.lastIndexOf("*") + 1);
  return end.endsWith("-docker") ||
    (label.includes("*") && "-docker".endsWith(end));
}
