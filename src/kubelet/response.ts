/**
 * The kubelet's answer: one CredentialProviderResponse.
 *
 * Restates `k8s.io/kubelet/pkg/apis/credentialprovider` and what
 * `pkg/credentialprovider/plugin/plugin.go` demands of an answer.
 * @module
 */
import { formatGoDuration } from "../format/duration_text.ts";
import type { KubeletRequest } from "./request.ts";
import type { ImageName } from "../image/name.ts";
import type { Credentials } from "../provider.ts";
import type { CacheKeyType } from "../config/rule_match.ts";

/** An answer for the kubelet. */
export interface KubeletAnswer {
  readonly credentials: Credentials;
  readonly cacheKey: { readonly type: CacheKeyType };
  /** Milliseconds. */
  readonly cacheDurationMs: number;
}

/**
 * Encodes an answer as one line: exactly the fields that the kubelet knows,
 * because it refuses any other, in the version that it asked in.
 *
 * @param answer `undefined` where no rule matches: no credentials, not kept.
 */
export function encodeResponse(
  { apiVersion, image }: KubeletRequest,
  answer: KubeletAnswer | undefined,
): string {
  // Without the end of the credentials, which is not a field of the kubelet's.
  const { username, password } = answer?.credentials ?? {};
  const response = {
    kind: "CredentialProviderResponse",
    apiVersion,
    cacheKeyType: answer?.cacheKey.type ?? "Image",
    cacheDuration: formatGoDuration(answer?.cacheDurationMs ?? 0),
    auth: answer === undefined
      ? {}
      : { [authKey(image, answer.cacheKey.type)]: { username, password } },
  };
  return `${JSON.stringify(response)}\n`;
}

/**
 * The key of the credentials in `auth`: as narrow as the answer is cached.
 *
 * The kubelet drops a leading `/v1/` or `/v2/` of a key's path (`keyring.go`,
 * `BasicDockerKeyring.Add`), so a repository that begins so gets it once more.
 */
export function authKey(image: ImageName, cacheKeyType: CacheKeyType): string {
  if (cacheKeyType === "Registry") return image.registry;
  const first = image.path.slice(0, 3);
  const version = first === "v1/" || first === "v2/" ? first : "";
  return `${image.registry}/${version}${image.path}`;
}
