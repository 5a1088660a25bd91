/**
 * The kubelet's question: one CredentialProviderRequest.
 *
 * Restates `k8s.io/kubelet/pkg/apis/credentialprovider`.
 * @module
 */
import {
  type ImageFault,
  type ImageName,
  readImageName,
} from "../image/name.ts";
import { isMapping } from "../format/is_mapping.ts";
import type { ServiceAccount } from "../provider.ts";
import { decodeUtf8 } from "../format/utf8.ts";

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

/** What is wrong with a request; `src/kubelet/request_fault.ts` has the messages. */
export type RequestFault =
  | "annotations"
  | "empty"
  | "group"
  | "image"
  | "kind"
  | "no JSON"
  | "no UTF-8"
  | "no image"
  | "no object"
  | "token"
  | "too large"
  | "version"
  | { readonly imageFault: ImageFault; readonly reference: string };

/** Reads a request. Unknown fields are passed over: v1 has already grown some. */
export async function readRequest(
  bytes: Uint8Array,
): Promise<KubeletRequest | RequestFault> {
  if (bytes.length > LARGEST_REQUEST) return "too large";
  const text = decodeUtf8(bytes);
  if (text === undefined) return "no UTF-8";
  if (text.trim() === "") return "empty";
  const request = parse(text);
  if (request === undefined) return "no JSON";
  if (!isMapping(request)) return "no object";
  const { apiVersion, kind, image } = request;
  if (kind !== "CredentialProviderRequest") return "kind";
  const [group, version, ...more] = typeof apiVersion === "string"
    ? apiVersion.split("/")
    : [];
  if (group !== API_GROUP || more.length > 0) return "group";
  if (!(API_VERSIONS as readonly unknown[]).includes(version)) return "version";
  if (image === undefined || image === null) return "no image";
  if (typeof image !== "string") return "image";
  const serviceAccount = await readServiceAccount(request);
  if (typeof serviceAccount === "string") return serviceAccount;
  const name = readImageName(image);
  if (typeof name !== "object") return { imageFault: name, reference: image };
  return {
    apiVersion: `${API_GROUP}/${version}`,
    image: name,
    ...serviceAccount && { serviceAccount },
  };
}

async function readServiceAccount(
  { serviceAccountToken: token, serviceAccountAnnotations: annotations }:
    Record<string, unknown>,
): Promise<ServiceAccount | "annotations" | "token" | undefined> {
  if (token !== undefined && typeof token !== "string") return "token";
  if (annotations !== undefined && !isMapping(annotations)) {
    return "annotations";
  }
  const pairs = Object.entries(annotations ?? {});
  if (!pairs.every(isTextPair)) return "annotations";
  if (token === undefined || token === "") return undefined;
  const { toServiceAccount } = await import("./service_account.ts");
  return toServiceAccount(token, new Map(pairs));
}

function isTextPair(pair: [string, unknown]): pair is [string, string] {
  return typeof pair[1] === "string";
}

/** `undefined` where the text is not JSON, which has no such value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
