/**
 * Image patterns beside the host names that Amazon ECR has.
 * @module
 */
import {
  hostMatches,
  type ImagePattern,
  labelMatches,
  labelsOf,
} from "../../src/image/match.ts";
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
  return match.flatMap((one, pattern) =>
    fitsEcr(one) ? [] : [{
      pattern,
      message:
        "fits no host name of Amazon ECR, so no token is ever asked for it: write *.dkr.ecr.*.amazonaws.com, *.dkr-ecr.*.on.aws for dual stack, or public.ecr.aws",
    }]
  );
}

/** Tells whether a pattern covers a host name that `parseEcrHost()` knows and AWS gives out. */
function fitsEcr(pattern: ImagePattern): boolean {
  if (pattern.port !== "" && pattern.port !== "443") return false;
  const { port } = pattern;
  const isPublic = Object.keys(PUBLIC).some((host) =>
    hostMatches(pattern, { host, port, path: "" })
  );
  if (isPublic) return true;
  const labels = labelsOf(pattern);
  return Object.entries(SUFFIXES).some(([suffix, dualStack]) =>
    ["ecr", "ecr-fips"].some((ecr) => {
      const service = dualStack ? [`dkr-${ecr}`] : ["dkr", ecr];
      const form = [isAccount, ...service, isRegion, ...suffix.split(".")];
      return form.length === labels.length &&
        form.every((part, at) => fits(labels[at] ?? "", part));
    })
  );
}

function fits(label: string, part: string | ((label: string) => boolean)) {
  return typeof part === "string" ? labelMatches(label, part) : part(label);
}

// 12 digits, of which each * may stand for any number.
function isAccount(label: string): boolean {
  const digits = label.replaceAll("*", "").length;
  return /^[\d*]+$/.test(label) &&
    (label.includes("*") ? digits <= 12 : digits === 12);
}

function isRegion(label: string): boolean {
  return /^[a-z0-9*][a-z0-9*-]*$/.test(label);
}
