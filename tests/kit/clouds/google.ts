/**
 * The services of Google, as requests to them look.
 * @module
 */
import { podFields, podToken } from "./pods.ts";
import type { Call, Reply } from "./scenario.ts";

/** A registry of Google, and an image in it. */
export const HOST = "europe-docker.pkg.dev";
export const IMAGE = `${HOST}/acme/team/app`;

/** What is asked, as `what` of a call has it. */
export const METADATA =
  "GET http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
export const TOKEN_URL = "https://oauth2.googleapis.com/token";
export const TOKEN = `POST ${TOKEN_URL}`;
export const EXCHANGE = "POST https://sts.googleapis.com/v1/token";

/** A service account of Google. */
export const EMAIL = "puller@acme.iam.gserviceaccount.com";

/** Where a token of it is asked for. */
export const IMPERSONATE =
  `POST https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`;

export const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/** A provider that trusts the cluster. */
export const PROVIDER =
  "projects/123456789/locations/global/workloadIdentityPools/k8s-pool/providers/prod";

/** Whom the tokens of pods are for then. */
export const AUDIENCE = `https://iam.googleapis.com/${PROVIDER}`;

/** A section with the token of the pod. */
export const WORKLOAD = {
  workloadIdentity: { provider: PROVIDER, subject: { serviceAccount: {} } },
} as const;

/** The token of a pod, and the request with it. */
export const POD_TOKEN = podToken({ audience: AUDIENCE });
export const POD = podFields({ audience: AUDIENCE });

/** A key file as the console makes it. */
export function keyFileOf(pem: string, change: object = {}): string {
  return JSON.stringify({
    type: "service_account",
    project_id: "acme",
    private_key_id: "key-1",
    private_key: pem,
    client_email: EMAIL,
    client_id: "100000000000000000000",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: TOKEN_URL,
    universe_domain: "googleapis.com",
    ...change,
  });
}

/** An answer with an access token. */
export function tokenReply(token: string, change: object = {}): Reply {
  return {
    body: {
      access_token: token,
      expires_in: 3599,
      token_type: "Bearer",
      ...change,
    },
  };
}

/** The fields of a form. */
export function fieldsOf({ body }: Call): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(body));
}
