/**
 * What is wrong with a CredentialProviderRequest, as messages.
 * @module
 */
import { ProviderError } from "./errors.ts";
import { imageRefused } from "./image_fault.ts";
import {
  API_GROUP,
  API_VERSIONS,
  LARGEST_REQUEST,
  type RequestFault,
} from "./kubelet_request.ts";

const FACTS: Readonly<Record<Extract<RequestFault, string>, string>> = {
  "too large": `is larger than ${LARGEST_REQUEST} bytes`,
  "no UTF-8": "is not UTF-8 text",
  "empty": "is empty",
  "no JSON": "is not JSON",
  "no object": "is JSON, but no object",
  "kind": 'has no "kind": "CredentialProviderRequest"',
  "group": `has no "apiVersion" of the group ${API_GROUP}`,
  "version": `has an "apiVersion" that is not one of ${
    API_VERSIONS.join(", ")
  }`,
  "no image": 'has no "image"',
  "image": 'has an "image" that is not text',
  "token": 'has a "serviceAccountToken" that is not text',
  "annotations": 'has "serviceAccountAnnotations" that are not a map of text',
};

/**
 * The failure that belongs to a fault: `REQUEST_INVALID` or `IMAGE_INVALID`. The
 * request is never quoted: it may hold a service-account token.
 */
export function requestRefused(fault: RequestFault): ProviderError {
  if (typeof fault === "object") {
    return imageRefused(fault.imageFault, fault.reference);
  }
  return new ProviderError(
    "REQUEST_INVALID",
    `the request on standard input ${
      FACTS[fault]
    }: the kubelet sends one CredentialProviderRequest of ${API_GROUP}; for a lookup by hand use "get IMAGE"`,
  );
}
