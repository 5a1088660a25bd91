/**
 * The service that a rule asks, and what its refusals mean.
 * @module
 */
import type { JsonService } from "../../src/http/json_service.ts";
import { oauthCode } from "../../src/http/oauth_codes.ts";

const GRANT =
  "it does not accept the token: check its issuer, audience and end, and that the service trusts them";

/** What to do about the codes that {@linkcode oauthCode} knows. */
const BY_CODE: Readonly<Record<string, string>> = {
  "access_denied": "allow it there for this identity",
  "expired_token": GRANT,
  "insufficient_scope": "allow the scope there",
  "invalid_client": "it does not know the client, or its secret is wrong",
  "invalid_grant": GRANT,
  "invalid_request":
    "a field is missing or wrong, or it does not accept the token: compare the request of the rule with the service's documentation",
  "invalid_scope": "it does not give this scope",
  "invalid_target":
    "it does not know the audience or resource, or does not give tokens for it",
  "invalid_token": GRANT,
  // Keycloak answers a wrong secret so (RFC 6749, 5.2 has invalid_client for it).
  "unauthorized_client": "allow the client this grant, and check its secret",
  "unsupported_grant_type": "it does not have this grant",
  "unsupported_token_type":
    "it does not accept such a token: check the type of the subject's token",
};

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "compare the request of the rule with the service's documentation",
  401: GRANT,
  403: "allow it there for this identity",
  404: "check the URL of the rule",
  405: 'check the URL and "method" of the rule',
  415: 'check whether it wants "form" or "json"',
};

/** The service at a host. */
export function serviceAt(host: string): JsonService {
  return {
    name: host,
    wanted: "credentials",
    network: "check the URL of the rule, and the network of this node",
    hasCaFile: true,
    codeIn: oauthCode,
    remedy: (code, status) =>
      BY_CODE[code ?? ""] ?? BY_STATUS[status] ??
        "check the request of the rule",
  };
}
