/**
 * The service account of the pod that pulls (KEP-4412).
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import type { ServiceAccount } from "../provider.ts";
import { decodeUtf8 } from "../format/utf8.ts";

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
  const kubernetes = payload["kubernetes.io"];
  const claims = isMapping(kubernetes) ? kubernetes : {};
  const account = claims["serviceaccount"];
  const { name, uid } = isMapping(account) ? account : {};
  return {
    token,
    namespace: textOf(claims["namespace"]),
    name: textOf(name),
    uid: textOf(uid),
    issuer: textOf(payload["iss"]),
    subject: textOf(payload["sub"]),
    audiences: [payload["aud"]].flat().filter((one) => typeof one === "string"),
    annotations,
  };
}

function payloadOf(token: string): Record<string, unknown> {
  const [, payload = ""] = token.split(".");
  try {
    const base64 = payload.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
    const value: unknown = JSON.parse(decodeUtf8(bytes) ?? "");
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
