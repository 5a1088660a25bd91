/**
 * For which registry a token of Google is asked, and whose it is.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { chosenValue } from "../../src/subject/annotation.ts";
import { HOST_EXAMPLE, isGoogleHost } from "./host.ts";
import type { GcpSection } from "./section.ts";

/** The name that goes with every access token (Artifact Registry, "Configure authentication"). */
export const USERNAME = "oauth2accesstoken";

/**
 * Makes sure that a token goes to no other host than one of Google.
 *
 * @throws {ProviderError} `NOT_A_REGISTRY`.
 */
export function demandGoogleHost(
  { registry }: GcpSection,
  { image }: CredentialRequest,
): void {
  const host = image.registry.replace(/:443$/, "");
  if (registry !== undefined || isGoogleHost(host)) return;
  throw new ProviderError(
    "NOT_A_REGISTRY",
    `${image.registry} is not a registry of Google, so no token is asked for it: take it out of "match", or name the registry of Google that mirrors it, such as ${HOST_EXAMPLE}, as "registry"`,
  );
}

/**
 * The service account of Google that is impersonated, if any.
 *
 * @throws {ProviderError} `VARIABLE_UNAVAILABLE`; see {@linkcode chosenValue}.
 */
export function impersonatedBy(
  section: GcpSection,
  request: CredentialRequest,
): string | undefined {
  const { impersonate, impersonateAnnotation, workloadIdentity } = section;
  return impersonateAnnotation === undefined ||
      workloadIdentity?.subject.isNode(request)
    ? impersonate
    : chosenValue(impersonateAnnotation, request, impersonate);
}
