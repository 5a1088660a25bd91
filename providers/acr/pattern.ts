/**
 * Image patterns beside the host names that the registries of Azure have.
 * @module
 */
import { formOf, patternsBeside } from "../../src/image/host_form.ts";
import type { ImagePattern } from "../../src/image/match.ts";
import type { SourceWarning } from "../../src/provider.ts";
import { CLOUDS } from "./cloud.ts";
import type { AcrSection } from "./section.ts";

/** Warns of each pattern that covers no registry of the cloud. */
export function patternWarnings(
  { registry, cloud }: AcrSection,
  match: readonly ImagePattern[],
): readonly SourceWarning[] {
  if (registry !== undefined) return [];
  const { suffixes } = CLOUDS[cloud];
  const forms = suffixes.map((end) => [() => true, ...formOf(end.slice(1))]);
  return patternsBeside(forms, match).map((pattern) => ({
    pattern,
    message:
      `fits no registry of Azure in the cloud "${cloud}", so no token is ever asked for it: write *${
        suffixes[0]
      }, or name the mirror as "registry"`,
  }));
}
