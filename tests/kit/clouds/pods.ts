/**
 * What the kubelet sends of a pod.
 * @module
 */
import { serviceAccountToken } from "../jwt/minting.ts";
import { accountClaims } from "../subjects.ts";

/** How a pod differs from the usual one. */
export interface Pod {
  readonly audience: unknown;
  readonly name?: string;
  readonly uid?: string;
  readonly namespace?: string;
  /** Claims of the token instead of or beside the usual ones. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Its token. */
export function podToken(
  { audience, name = "builder", uid = "u-1", namespace = "apps", claims }: Pod,
): string {
  return serviceAccountToken(accountClaims(audience, {
    sub: `system:serviceaccount:${namespace}:${name}`,
    "kubernetes.io": { namespace, serviceaccount: { name, uid } },
    ...claims,
  }));
}

/** The fields of a request. */
export function podFields(pod: Pod): Readonly<Record<string, unknown>> {
  return {
    serviceAccountToken: podToken(pod),
    ...pod.annotations && { serviceAccountAnnotations: pod.annotations },
  };
}
