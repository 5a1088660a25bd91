/**
 * The services of Azure, as requests to them look.
 * @module
 */
import { assertEquals } from "@std/assert";
import { serviceAccountToken } from "../jwt/minting.ts";
import { podFields, podToken } from "./pods.ts";
import type { Outcome, Reply, Scenario } from "./scenario.ts";

/** A registry of Azure, and an image in it. */
export const HOST = "acme.azurecr.io";
export const IMAGE = `${HOST}/team/app`;

/** The name that goes with tokens of registries. */
export const USERNAME = "00000000-0000-0000-0000-000000000000";

export const TENANT = "11111111-2222-3333-4444-555555555555";
export const CLIENT = "66666666-7777-8888-9999-000000000000";

/** What is asked, as `what` of a call has it. */
export const METADATA =
  "GET http://169.254.169.254/metadata/identity/oauth2/token";
export const TOKEN_URL =
  `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`;
export const ENTRA = `POST ${TOKEN_URL}`;
export const REGISTRY = `POST https://${HOST}/oauth2/exchange`;

export const RESOURCE = "https://containerregistry.azure.net";

/** Whom the tokens of pods are for. */
export const AUDIENCE = "api://AzureADTokenExchange";

/** The token of a pod, and the request with it. */
export const POD_TOKEN = podToken({ audience: AUDIENCE });
export const POD = podFields({ audience: AUDIENCE });

/** A section with the token of the pod. */
export const WORKLOAD = {
  tenantId: TENANT,
  clientId: CLIENT,
  subject: { serviceAccount: {} },
} as const;

/** What Microsoft Entra answers. */
export const ENTRA_REPLY: Reply = {
  body: { token_type: "Bearer", expires_in: 86_399, access_token: "eyJ.entra" },
};

/** What the metadata service answers: numbers as text. */
export const METADATA_REPLY: Reply = {
  body: {
    access_token: "eyJ.node",
    expires_in: "86399",
    expires_on: "4000000000",
    resource: RESOURCE,
    token_type: "Bearer",
  },
};

/** A token of a registry, which ends at a second since 1970. */
export function refreshToken(exp: unknown = inThreeHours()): string {
  return serviceAccountToken({ jti: "1", grant_type: "refresh_token", exp });
}

/** What a registry answers. */
export function registryReply(token: string = refreshToken()): Reply {
  return { body: { refresh_token: token } };
}

/** What a registry gives out. */
export const TOKEN = refreshToken();
/** An application, and one with its secret. */
export const APPLICATION = { tenantId: TENANT, clientId: CLIENT } as const;
export const OF_SECRET = {
  ...APPLICATION,
  clientSecret: "s3cret~value",
} as const;

/** Every service answers. */
export const OK = {
  [METADATA]: [METADATA_REPLY],
  [ENTRA]: [ENTRA_REPLY],
  [REGISTRY]: [registryReply(TOKEN)],
} as const;

/** A run with this section; the services answer. */
export function scenario(acr: object, more: Partial<Scenario> = {}): Scenario {
  return {
    replies: OK,
    ...more,
    runs: [{ image: IMAGE, rule: { acr }, fields: POD }],
  };
}

/** Asserts that a run has the token of the registry. */
export function assertAnswer({ stdout, stderr }: Outcome, host = HOST): void {
  assertEquals(stderr, "");
  const { auth, cacheKeyType } = JSON.parse(stdout);
  assertEquals(auth, { [host]: { username: USERNAME, password: TOKEN } });
  assertEquals(cacheKeyType, "Registry");
}

function inThreeHours(): number {
  return Math.floor(Date.now() / 1_000) + 3 * 3_600;
}
