/**
 * What the tests of tokens share that a rule passes on or exchanges: requests of
 * pods, and tokens whose claims they choose.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import { toServiceAccount } from "../../src/kubelet/service_account.ts";
import { imageOf } from "./decoding.ts";
import { serviceAccountToken } from "./jwt/minting.ts";

/** The claims of a bound token, as the API server writes them, for one audience. */
export function accountClaims(
  audience: unknown,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    aud: audience,
    exp: 4_000_000_000,
    iss: "https://kubernetes.default.svc.cluster.local",
    "kubernetes.io": {
      namespace: "apps",
      serviceaccount: { name: "builder", uid: "u-1" },
    },
    sub: "system:serviceaccount:apps:builder",
    ...more,
  };
}

/** The request of a pod whose token has these claims; of no pod without them. */
export function podRequest(
  claims?: Record<string, unknown>,
  annotations: Readonly<Record<string, string>> = {},
  image = "registry.example.com/team/app",
): CredentialRequest {
  const serviceAccount = claims === undefined ? undefined : toServiceAccount(
    serviceAccountToken(claims),
    new Map(Object.entries(annotations)),
  );
  return { image: imageOf(image), serviceAccount };
}
