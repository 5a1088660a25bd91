/**
 * Refusals of a service, in words that say what to change.
 * @module
 */
import { jsonObject } from "../../src/format/json_object.ts";
import { decodeUtf8 } from "../../src/format/utf8.ts";
import type { Answer } from "../../src/http/ask.ts";
import type { RequestFailure } from "../../src/http/failure.ts";
import { oauthCode } from "../../src/http/oauth_codes.ts";
import { type Remedies, wordsFor } from "../../src/http/words.ts";
import { type ErrorCode, ProviderError } from "../../src/runtime/errors.ts";

const GRANT =
  "it does not accept the token: check its issuer, audience and end, and that the service trusts them";
const CLIENT = "it does not know the client, or its secret is wrong";
const BUSY = "it will be asked again at the next pull";

/** The codes that {@linkcode oauthCode} knows. */
const BY_CODE: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ["access_denied", ["BACKEND_DENIED", "allow it there for this identity"]],
  ["insufficient_scope", ["BACKEND_DENIED", "allow the scope there"]],
  ["invalid_client", ["BACKEND_DENIED", CLIENT]],
  ["invalid_grant", ["BACKEND_DENIED", GRANT]],
  ["invalid_request", [
    "BACKEND_DENIED",
    "a field is missing or wrong, or it does not accept the token: compare the request of the rule with the service's documentation",
  ]],
  ["invalid_scope", ["BACKEND_DENIED", "it does not give this scope"]],
  ["invalid_target", [
    "BACKEND_DENIED",
    "it does not know the audience or resource, or does not give tokens for it",
  ]],
  ["invalid_token", ["BACKEND_DENIED", GRANT]],
  ["server_error", ["BACKEND_UNAVAILABLE", BUSY]],
  ["slow_down", ["BACKEND_UNAVAILABLE", BUSY]],
  ["temporarily_unavailable", ["BACKEND_UNAVAILABLE", BUSY]],
  ["unauthorized_client", ["BACKEND_DENIED", "allow the client this grant"]],
  ["unsupported_grant_type", ["BACKEND_DENIED", "it does not have this grant"]],
  ["unsupported_token_type", [
    "BACKEND_DENIED",
    "it does not accept such a token: check the type of the subject's token",
  ]],
]);

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "compare the request of the rule with the service's documentation",
  401: GRANT,
  403: "allow it there for this identity",
  404: "check the URL of the rule",
  405: 'check the URL and "method" of the rule',
  415: 'check whether it wants "form" or "json"',
};

/** The failure that belongs to a status that is none of success. */
export function refused(
  { status, body }: Answer,
  host: string,
): ProviderError {
  if (status < 400) {
    return new ProviderError(
      "BACKEND_DENIED",
      `${host} answered ${status}, a redirect, which is never followed: write the URL that it leads to`,
    );
  }
  if (status === 429 || status >= 500) {
    const what = status === 429 ? "throttles" : "fails";
    return new ProviderError(
      "BACKEND_UNAVAILABLE",
      `${host} ${what} with status ${status}, after three attempts: ${BUSY}`,
    );
  }
  const name = oauthCode(jsonObject(decodeUtf8(body) ?? "") ?? {});
  const known = BY_CODE.get(name ?? "");
  if (known !== undefined) {
    return new ProviderError(
      known[0],
      `${host} refuses the request with ${name} (${status}): ${known[1]}`,
    );
  }
  return new ProviderError(
    "BACKEND_DENIED",
    `${host} refuses the request with status ${status}: ${
      BY_STATUS[status] ?? "check the request of the rule"
    }`,
  );
}

/** The failure where there was no whole answer. */
export function unreachable(
  failure: RequestFailure,
  host: string,
): ProviderError {
  return new ProviderError(
    "BACKEND_UNAVAILABLE",
    `${host} cannot be asked: ${wordsFor(failure, REMEDIES)}`,
  );
}

const NETWORK = "check the network of this node, and the URL of the rule";
const REMEDIES: Remedies = {
  "untrusted": 'name its authority in "caFile" of the rule',
  "expired": "synchronise the clock of this node, or renew the certificate",
  "unresolved": "check the URL of the rule, and the name service of this node",
  "refused": NETWORK,
  "unreachable": NETWORK,
  "late": NETWORK,
  others: "check the URL of the rule",
};
