/**
 * The key of an annotation, as the kubelet takes it.
 * @module
 */
import { type Schema, text } from "./schema.ts";

/**
 * Tells whether Kubernetes allows a key: `IsQualifiedName` of k8s.io/apimachinery
 * `util/validation`, which the kubelet asks about the key in lower case.
 */
export function isAnnotationKey(key: string): boolean {
  const [prefix, name, ...more] = key.includes("/")
    ? key.toLowerCase().split("/")
    : [undefined, key.toLowerCase()];
  const isName = /^(?:[a-z0-9][-a-z0-9_.]{0,61})?[a-z0-9]$/.test(name ?? "");
  const isPrefix = prefix === undefined || (prefix.length <= 253 &&
    /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
      .test(prefix));
  return isName && isPrefix && more.length === 0;
}

/** The definition of a key. */
export const annotationKey: Schema<string> = text(
  (key) =>
    isAnnotationKey(key)
      ? undefined
      : "is not an annotation key: write name or example.com/name",
  { minLength: 1 },
);
