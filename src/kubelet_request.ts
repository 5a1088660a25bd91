/**
 * The kubelet's question: one CredentialProviderRequest, with all that can be
 * wrong with it.
 *
 * Restates `k8s.io/kubelet/pkg/apis/credentialprovider`.
 * @module
 */
import { ProviderError } from "./errors.ts";
import { parseImageName } from "./image_name.ts";
import { isMapping } from "./is_mapping.ts";
import {
  API_GROUP,
  API_VERSIONS,
  type KubeletRequest,
  LARGEST_REQUEST,
} from "./plain_request.ts";
import { type ServiceAccount, toServiceAccount } from "./service_account.ts";
import { decodeUtf8 } from "./utf8.ts";

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
