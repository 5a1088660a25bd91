/**
 * The audience of a token (RFC 7519, section 4.1.3), before it is sent to anybody.
 * @module
 */
import { isForAlone } from "../jwt/audience.ts";
import type { SourceWarning } from "../provider.ts";
import { ProviderError } from "../runtime/errors.ts";

/** The names that the API server has in a cluster, as kubeadm and others set them. */
const API_SERVER = /^(?:https:\/\/)?kubernetes\.default\.svc(?:$|[.:/])/;

/** Tells whether an API server takes tokens for this audience as its own. */
export function isOfApiServer(audience: string): boolean {
  return API_SERVER.test(audience);
}

/** Warns of the audience of the API server, where whoever is given the token may use it. */
export function apiServerWarnings(
  audiences: readonly string[],
): readonly SourceWarning[] {
  return audiences.some(isOfApiServer)
    ? [{
      message:
        "sends a token that the Kubernetes API server accepts as well, so whoever receives it can act in the cluster: use an audience of its own, such as the host of the registry",
    }]
    : [];
}

/**
 * Makes sure that a token is for exactly one audience: where it is for more,
 * whoever receives it can use it elsewhere.
 *
 * @param what The token in words.
 * @param remedy What to do, as the end of a sentence.
 * @throws {ProviderError} `TOKEN_UNUSABLE`. Says nothing of the token.
 */
export function demandAudience(
  audiences: readonly string[],
  expected: string,
  what: string,
  remedy: string,
): void {
  if (isForAlone(audiences, expected)) return;
  throw new ProviderError(
    "TOKEN_UNUSABLE",
    `${what} is ${
      audiences.length === 0
        ? "for nobody"
        : audiences.includes(expected)
        ? "for others as well"
        : "for another audience"
    }, and was not sent: the rule wants ${expected} alone; ${remedy}`,
  );
}
