/**
 * `tokenAttributes` of a CredentialProviderConfig: service-account tokens for
 * plugins (KEP-4412).
 *
 * Restates the rules of `validateCredentialProviderConfig` and
 * `validateServiceAccountAnnotationKeys` (Kubernetes 1.36).
 * @module
 */
import { annotationKey } from "../schema/annotation_key.ts";
import { notEmpty } from "../schema/not_empty.ts";
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

/** The definition of `tokenAttributes`. */
export const tokenAttributes: Schema<TokenAttributes> = schema.transform(
  schema.mapping({
    serviceAccountTokenAudience: schema.required(
      notEmpty,
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
