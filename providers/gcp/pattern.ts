/**
 * Image patterns beside the host names that the registries of Google have.
 * @module
 */
import { type HostForm, patternsBeside } from "../../src/image/host_form.ts";
import type { ImagePattern } from "../../src/image/match.ts";
import type { SourceWarning } from "../../src/provider.ts";

/**
 * Warns of each pattern that covers no such host name.
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
