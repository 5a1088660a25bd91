/**
 * The services of Google that are asked, and what their refusals mean.
 * @module
 */
import type { JsonObject, JsonService } from "../../src/http/json_service.ts";
import { isMapping } from "../../src/format/is_mapping.ts";
import { oauthCode } from "../../src/http/oauth_codes.ts";

const NETWORK =
  "check the network of this node, and whether a proxy lets it through";

/** The metadata server of the machine. */
export const METADATA: JsonService = {
  name: "the metadata server of Google",
  wanted: "an access token of this node",
  network:
    'this node is not a machine of Google Cloud, or its metadata server does not run; name "keyFile" or "workloadIdentity" in the rule',
  remedy: (_code, status) =>
    status === 404
      ? "give the machine a service account, with the scope cloud-platform"
      : "check the service account of the machine and its scopes",
};

/** The token service for keys: https://developers.google.com/identity/protocols/oauth2/service-account. */
export function tokenService(keyFile: string): JsonService {
  return {
    name: "the token service of Google (oauth2.googleapis.com)",
    wanted: `an access token for the key in ${keyFile}`,
    network: NETWORK,
    codeIn: oauthCode,
    remedy: (code) =>
      code === "invalid_grant"
        ? "check that the key and its service account still exist, and the clock of this node"
        : "check the key file",
  };
}

/** The Security Token Service: https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token. */
export const EXCHANGE: JsonService = {
  name: "the Security Token Service of Google (sts.googleapis.com)",
  wanted: "an access token for the token of the rule",
  network: NETWORK,
  codeIn: oauthCode,
  remedy: (code) =>
    code === "invalid_target"
      ? 'check "provider": it does not exist, or is disabled'
      : code === "unauthorized_client"
      ? "check the attribute condition of the provider"
      : "check that the provider trusts the issuer of the token and accepts its audience, and the attribute mapping",
};

/** The IAM Service Account Credentials API, asked for the token of another account. */
export function impersonation(email: string): JsonService {
  return {
    name: "the IAM of Google (iamcredentials.googleapis.com)",
    wanted: `an access token of ${email}`,
    network: NETWORK,
    codeIn: googleStatus,
    remedy: (code) =>
      code === "NOT_FOUND"
        ? "check the address of the service account"
        : `grant the identity of the rule roles/iam.serviceAccountTokenCreator (a pod's account: roles/iam.workloadIdentityUser) on ${email}, and enable the API iamcredentials`,
  };
}

/** Statuses of Google's APIs (`google.rpc.Code`). */
const STATUSES: readonly unknown[] = [
  "ABORTED",
  "ALREADY_EXISTS",
  "CANCELLED",
  "DATA_LOSS",
  "DEADLINE_EXCEEDED",
  "FAILED_PRECONDITION",
  "INTERNAL",
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "OUT_OF_RANGE",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "UNAUTHENTICATED",
  "UNAVAILABLE",
  "UNIMPLEMENTED",
  "UNKNOWN",
];

function googleStatus({ error }: JsonObject): string | undefined {
  const status = isMapping(error) ? error["status"] : undefined;
  return STATUSES.includes(status) ? String(status) : undefined;
}
