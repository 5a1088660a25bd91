/**
 * The kubelet's question as it nearly always is: one CredentialProviderRequest,
 * without the token of a service account.
 *
 * It never decides what is valid: where it gives up, `src/kubelet_request.ts`
 * does, and has the words for what is wrong.
 * @module
 */
import { decodeUtf8 } from "./utf8.ts";
import { type ImageName, plainImageName } from "./plain_image_name.ts";
import type { ServiceAccount } from "./service_account.ts";

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

/** Decodes a plain request; `undefined` where it is none. */
export function plainRequest(bytes: Uint8Array): KubeletRequest | undefined {
  if (bytes.length > LARGEST_REQUEST) return undefined;
  try {
    const { apiVersion, kind, image, ...more } = JSON.parse(
      decodeUtf8(bytes) ?? "",
    );
    if (
      kind !== "CredentialProviderRequest" || typeof image !== "string" ||
      !API_VERSIONS.some((one) => apiVersion === `${API_GROUP}/${one}`) ||
      more.serviceAccountToken !== undefined ||
      more.serviceAccountAnnotations !== undefined
    ) return undefined;
    const name = plainImageName(image);
    return name && { apiVersion, image: name };
  } catch {
    return undefined;
  }
}
