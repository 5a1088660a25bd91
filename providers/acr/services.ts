/**
 * The services of Azure that are asked, and what their refusals mean.
 * @module
 */
import type { JsonObject, JsonService } from "../../src/http/json_service.ts";
import { isMapping } from "../../src/format/is_mapping.ts";
import { oauthCode } from "../../src/http/oauth_codes.ts";

const NETWORK =
  "check the network of this node, and whether a proxy lets it through";

/** The Instance Metadata Service of the machine. */
export const METADATA: JsonService = {
  name: "the metadata service of Azure",
  wanted: "a token of the node's managed identity",
  network:
    'this node is not a machine of Azure; name "clientSecret", "certificate" or "subject" in the rule',
  codeIn: oauthCode,
  remedy: () =>
    'assign a managed identity to the machine; where it has several, name one as "clientId"',
};

/** Microsoft Entra ID. */
export function entra(authority: string): JsonService {
  return {
    name: `Microsoft Entra (${authority})`,
    wanted: "a token of the application",
    network: NETWORK,
    codeIn: aadsts,
    remedy: (code) =>
      REMEDIES[code ?? ""] ??
        'check "tenantId", "clientId" and the credentials of the application',
  };
}

/** The registry itself, which exchanges a token of Entra for its own. */
export function registryService(host: string): JsonService {
  return {
    name: `the registry ${host}`,
    wanted: "a token for the token of Microsoft Entra",
    network: "check the name of the registry, and the network of this node",
    codeIn: registryCode,
    remedy: () =>
      "grant the identity the role AcrPull (Container Registry Repository Reader) on the registry, and allow authentication-as-arm or the audience containerregistry.azure.net",
  };
}

/** Microsoft Entra, "Authentication and authorization error codes". */
const REMEDIES: Readonly<Record<string, string>> = {
  AADSTS50034: 'check "tenantId" and "clientId"',
  AADSTS700016: 'check "clientId": the tenant does not have this application',
  AADSTS90002: 'check "tenantId" and "cloud": there is no such tenant',
  AADSTS7000215: "the client secret is wrong: give its value, not its ID",
  AADSTS7000222: "the client secret has expired: make a new one",
  AADSTS700027:
    "the certificate does not belong to the application, or the clock of this node is wrong",
  AADSTS70021:
    "add a federated credential to the application for the issuer, subject and audience of the token",
  AADSTS700211:
    "add a federated credential to the application for the issuer of the token",
  AADSTS700212:
    "add a federated credential to the application for the audience of the token",
  AADSTS700213:
    "add a federated credential to the application for the subject of the token",
  AADSTS700024: "the token has expired: check the clock of this node",
};

// Of the text only the number is shown; the rest may name anything.
function aadsts(
  { error_codes: codes, error_description: text, error }: JsonObject,
): string | undefined {
  const [first] = Array.isArray(codes) ? codes : [];
  if (Number.isInteger(first) && first > 0 && first < 1e8) {
    return `AADSTS${first}`;
  }
  const found = typeof text === "string"
    ? /^AADSTS\d{4,8}\b/.exec(text)?.[0]
    : undefined;
  return found ?? oauthCode({ error });
}

/** Codes of registries (OCI Distribution, "Error Codes"; Docker Registry API). */
const CODES: readonly unknown[] = ["DENIED", "TOOMANYREQUESTS", "UNAUTHORIZED"];

function registryCode({ errors }: JsonObject): string | undefined {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = isMapping(first) ? first["code"] : undefined;
  return CODES.includes(code) ? String(code) : undefined;
}
