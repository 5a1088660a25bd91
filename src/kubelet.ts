/**
 * The kubelet's exchange: one CredentialProviderRequest in, one
 * CredentialProviderResponse out.
 *
 * Restates `k8s.io/kubelet/pkg/apis/credentialprovider` and what
 * `pkg/credentialprovider/plugin/plugin.go` demands of an answer.
 * @module
 */
import { ProviderError } from "./errors.ts";
import { formatGoDuration } from "./duration.ts";
import { type ImageName, parseImageName } from "./image_name.ts";
import type { Credentials } from "./provider.ts";
import type { CacheKeyType } from "./rule_match.ts";
import { isMapping } from "./schema.ts";
import { type ServiceAccount, toServiceAccount } from "./service_account.ts";
import { decodeUtf8 } from "./text_file.ts";

/** The API group of requests and responses. */
export const API_GROUP = "credentialprovider.kubelet.k8s.io";

/** The versions that a kubelet may speak, the newest first. */
export const API_VERSIONS = ["v1", "v1beta1", "v1alpha1"] as const;

/** The most bytes of a request. A service-account token is the largest part, at a few KiB. */
export const LARGEST_REQUEST = 1024 * 1024;

/** What the kubelet asks. */
export interface KubeletRequest {
  /** Group and version, which the answer has to repeat. */
  readonly apiVersion: string;
  readonly image: ImageName;
  readonly serviceAccount?: ServiceAccount;
}

/** An answer for the kubelet. */
export interface KubeletAnswer {
  readonly credentials: Credentials;
  readonly cacheKeyType: CacheKeyType;
  /** Milliseconds. */
  readonly cacheDurationMs: number;
}

/**
 * Decodes a request. Unknown fields are passed over: v1 has already grown some.
 *
 * @throws {ProviderError} `REQUEST_INVALID` or `IMAGE_INVALID`. The bytes are
 * never quoted: they may hold a service-account token.
 */
export function decodeRequest(bytes: Uint8Array): KubeletRequest {
  if (bytes.length > LARGEST_REQUEST) {
    refuse(`is larger than ${LARGEST_REQUEST} bytes`);
  }
  const request = parseJson(bytes);
  const { apiVersion, kind, image } = request;
  if (kind !== "CredentialProviderRequest") {
    refuse('has no "kind": "CredentialProviderRequest"');
  }
  const [group, version, ...more] = typeof apiVersion === "string"
    ? apiVersion.split("/")
    : [];
  if (group !== API_GROUP || more.length > 0) {
    refuse(`has no "apiVersion" of the group ${API_GROUP}`);
  }
  if (!(API_VERSIONS as readonly unknown[]).includes(version)) {
    refuse(
      `has an "apiVersion" that is not one of ${API_VERSIONS.join(", ")}`,
    );
  }
  if (image === undefined || image === null) refuse('has no "image"');
  if (typeof image !== "string") refuse('has an "image" that is not text');
  const serviceAccount = decodeServiceAccount(request);
  return {
    apiVersion: `${API_GROUP}/${version}`,
    image: parseImageName(image),
    ...serviceAccount && { serviceAccount },
  };
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
  // Without the end of the credentials, which is no field of the kubelet's.
  const { username, password } = answer?.credentials ?? {};
  const response = {
    kind: "CredentialProviderResponse",
    apiVersion,
    cacheKeyType: answer?.cacheKeyType ?? "Image",
    cacheDuration: formatGoDuration(answer?.cacheDurationMs ?? 0),
    auth: answer === undefined
      ? {}
      : { [authKey(image, answer.cacheKeyType)]: { username, password } },
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

function decodeServiceAccount(
  { serviceAccountToken: token, serviceAccountAnnotations: annotations }:
    Record<string, unknown>,
): ServiceAccount | undefined {
  if (token !== undefined && typeof token !== "string") {
    refuse('has a "serviceAccountToken" that is not text');
  }
  const pairs = Object.entries(isMapping(annotations) ? annotations : {});
  if (
    (annotations !== undefined && !isMapping(annotations)) ||
    pairs.some(([, value]) => typeof value !== "string")
  ) {
    refuse('has "serviceAccountAnnotations" that are not a map of text');
  }
  if (token === undefined || token === "") return undefined;
  return toServiceAccount(token, new Map(pairs as [string, string][]));
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuse("is not UTF-8 text");
  if (text.trim() === "") return refuse("is empty");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("is not JSON");
  }
  return isMapping(value) ? value : refuse("is JSON, but no object");
}

function refuse(fact: string): never {
  throw new ProviderError(
    "REQUEST_INVALID",
    `the request on standard input ${fact}: the kubelet sends one CredentialProviderRequest of ${API_GROUP}; for a lookup by hand use "get IMAGE"`,
  );
}
