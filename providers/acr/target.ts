/**
 * Which registry is asked for a token, and as which application.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { chosenValue } from "../../src/subject/annotation.ts";
import { CLOUDS, isAcrHost } from "./cloud.ts";
import type { AcrSection } from "./section.ts";

/** The name that goes with every token of a registry (Azure/acr, docs/AAD-OAuth.md). */
export const USERNAME = "00000000-0000-0000-0000-000000000000";

/**
 * The host that exchanges the token. It is that of the image, and never one that a
 * challenge of the registry names: a token would go wherever an answer says.
 *
 * @throws {ProviderError} `NOT_A_REGISTRY` where it is not a registry of the cloud.
 */
export function registryOf(
  { registry, cloud }: AcrSection,
  { image }: CredentialRequest,
): string {
  const host = registry ?? image.registry.replace(/:443$/, "");
  if (isAcrHost(host, cloud)) return host;
  throw new ProviderError(
    "NOT_A_REGISTRY",
    `${image.registry} is not a registry of Azure in the cloud "${cloud}" (*${
      CLOUDS[cloud].suffixes[0]
    }), so no token is asked for it: take it out of "match", set "cloud", or name the registry that mirrors it as "registry"`,
  );
}

/**
 * The application or the managed identity, if the rule says which.
 *
 * @throws {ProviderError} `VARIABLE_UNAVAILABLE`; see {@linkcode chosenValue}.
 */
export function clientOf(
  { clientId, clientIdAnnotation, subject }: AcrSection,
  request: CredentialRequest,
): string | undefined {
  return clientIdAnnotation === undefined || subject?.isNode(request)
    ? clientId
    : chosenValue(clientIdAnnotation, request, clientId);
}
