/**
 * The service account of the pod that pulls (KEP-4412).
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import { payloadOf, textOf } from "../jwt/payload.ts";
import type { ServiceAccount } from "../provider.ts";

/**
 * Reads whose token it is.
 *
 * The signature is not checked: the kubelet asked the API server for the token
 * and gave it to us over a pipe. Whoever is given the token has to check it.
 */
export function toServiceAccount(
  token: string,
  annotations: ReadonlyMap<string, string>,
): ServiceAccount {
  const payload = payloadOf(token);
  const kubernetes = payload?.claims["kubernetes.io"];
  const claims = isMapping(kubernetes) ? kubernetes : {};
  const account = claims["serviceaccount"];
  const { name, uid } = isMapping(account) ? account : {};
  return {
    token,
    namespace: textOf(claims["namespace"]),
    name: textOf(name),
    uid: textOf(uid),
    issuer: payload?.issuer,
    subject: payload?.subject,
    audiences: payload?.audiences ?? [],
    annotations,
  };
}
