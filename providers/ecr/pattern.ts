/**
 * Image patterns beside the host names that Amazon ECR has.
 * @module
 */
import {
  formOf,
  type HostForm,
  patternsBeside,
} from "../../src/image/host_form.ts";
import type { ImagePattern } from "../../src/image/match.ts";
import type { SourceWarning } from "../../src/provider.ts";
import { PUBLIC, SUFFIXES } from "./host.ts";
import type { EcrSection } from "./fields.ts";

/**
 * Warns of each pattern that covers no host name of ECR. A rule that names
 * `region` and `registryId` may be for another name of a registry.
 */
export function patternWarnings(
  { region, registryId, registry }: EcrSection,
  match: readonly ImagePattern[],
): readonly SourceWarning[] {
  if (registry !== undefined) return [];
  if (region !== undefined && registryId !== undefined) return [];
  return patternsBeside(FORMS, match).map((pattern) => ({
    pattern,
    message:
      "fits no host name of Amazon ECR, so no token is ever asked for it: write *.dkr.ecr.*.amazonaws.com, *.dkr-ecr.*.on.aws for dual stack, or public.ecr.aws",
  }));
}

/** What {@linkcode parseEcrHost} knows and AWS gives out. */
const FORMS: readonly HostForm[] = [
  ...Object.keys(PUBLIC).map(formOf),
  ...Object.entries(SUFFIXES).flatMap(([suffix, dualStack]) =>
    ["ecr", "ecr-fips"].map((ecr) => {
      const service = dualStack ? [`dkr-${ecr}`] : ["dkr", ecr];
      return [isAccount, ...service, isRegion, ...formOf(suffix)];
    })
  ),
];

// 12 digits, of which each * may stand for any number.
function isAccount(label: string): boolean {
  const digits = label.replaceAll("*", "").length;
  return /^[\d*]+$/.test(label) &&
    (label.includes("*") ? digits <= 12 : digits === 12);
}

function isRegion(label: string): boolean {
  return /^[a-z0-9*][a-z0-9*-]*$/.test(label);
}
