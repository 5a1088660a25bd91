/**
 * What is probably wrong with the profile that a rule uses.
 * @module
 */
import type { SourceWarning } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { namesEndpoint, profileFault } from "./profile_fault.ts";
import type { EcrSection } from "./fields.ts";

/** Warns of a profile that gives nothing, and of an endpoint that is not read. */
export async function profileWarnings(
  { profile, endpoint, serviceAccount }: EcrSection,
  runtime: Runtime,
): Promise<readonly SourceWarning[]> {
  const name = profile ?? runtime.env("AWS_PROFILE");
  if (!name || serviceAccount !== undefined) return [];
  const what = profile === undefined
    ? "the profile that AWS_PROFILE names"
    : "the profile";
  const fault = await profileFault(name, runtime);
  const ignored = endpoint === undefined && await namesEndpoint(name, runtime);
  return [
    ...fault === undefined
      ? []
      : [{ message: `${what} gives no AWS credentials: ${fault}` }],
    ...ignored
      ? [{
        message:
          `${what} has "endpoint_url" or "services", which is not read: write "endpoint" and "stsEndpoint" into the rule`,
      }]
      : [],
  ];
}
