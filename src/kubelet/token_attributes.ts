/**
 * `tokenAttributes` of a CredentialProviderConfig: service-account tokens for
 * plugins (KEP-4412).
 *
 * Restates the rules of `validateCredentialProviderConfig` and
 * `validateServiceAccountAnnotationKeys` (Kubernetes 1.36).
 * @module
 */
import * as schema from "../schema/schema.ts";
import type { Schema } from "../schema/schema.ts";

/** The checked section. */
export interface TokenAttributes {
  readonly serviceAccountTokenAudience: string;
  readonly cacheType: string;
  readonly requireServiceAccount: boolean;
  readonly requiredServiceAccountAnnotationKeys: readonly string[] | undefined;
  readonly optionalServiceAccountAnnotationKeys: readonly string[] | undefined;
}

// k8s.io/apimachinery validation.IsQualifiedName, on the lower-cased key
const annotationKey = schema.text((key) => {
  const [prefix, name, ...more] = key.includes("/")
    ? key.toLowerCase().split("/")
    : [undefined, key.toLowerCase()];
  const isName = /^(?:[a-z0-9][-a-z0-9_.]{0,61})?[a-z0-9]$/.test(name ?? "");
  const isPrefix = prefix === undefined || (prefix.length <= 253 &&
    /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
      .test(prefix));
  return isName && isPrefix && more.length === 0
    ? undefined
    : "is not an annotation key: write name or example.com/name";
});

/** The definition of `tokenAttributes`. */
export const tokenAttributes: Schema<TokenAttributes> = schema.transform(
  schema.mapping({
    serviceAccountTokenAudience: schema.required(
      schema.text((audience) => audience === "" ? "is empty" : undefined),
      "the audience of the token",
    ),
    cacheType: schema.required(
      schema.text((type) =>
        type === "Token" || type === "ServiceAccount"
          ? undefined
          : "expected Token or ServiceAccount"
      ),
      "Token or ServiceAccount; a kubelet of 1.34 or newer does not start without it",
    ),
    requireServiceAccount: schema.required(schema.flag, "true or false"),
    requiredServiceAccountAnnotationKeys: schema.optional(
      schema.list(annotationKey, 0),
      "annotation keys",
    ),
    optionalServiceAccountAnnotationKeys: schema.optional(
      schema.list(annotationKey, 0),
      "annotation keys",
    ),
  }),
  (section, at) => {
    const needed = section.requiredServiceAccountAnnotationKeys ?? [];
    const wanted = section.optionalServiceAccountAnnotationKeys ?? [];
    if (!section.requireServiceAccount && needed.length > 0) {
      return at.at("requiredServiceAccountAnnotationKeys").report(
        "has to be left out while requireServiceAccount is false",
      );
    }
    const keys = [...needed, ...wanted];
    return new Set(keys).size < keys.length
      ? at.report("names an annotation key twice")
      : section;
  },
);
