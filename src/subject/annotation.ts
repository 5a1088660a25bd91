/**
 * An annotation of a service account that chooses between values of the rule.
 *
 * Whoever may create a service account may annotate it. So an annotation never
 * is a value itself: it only picks one of those that the rule lists.
 * @module
 */
import type { AccountUse, CredentialRequest } from "../provider.ts";
import { ProviderError } from "../runtime/errors.ts";
import { annotationKey } from "../schema/annotation_key.ts";
import { list, mapping, required, type Schema } from "../schema/schema.ts";

/** Which annotation chooses, and between what. */
export interface AnnotationChoice {
  readonly key: string;
  readonly allow: readonly string[];
}

/**
 * The definition of a choice.
 *
 * @param value What each of the values has to be.
 * @param example A key, for the description.
 */
export function annotationChoice(
  value: Schema<string>,
  example: string,
): Schema<AnnotationChoice> {
  return mapping({
    key: required(
      annotationKey,
      `the annotation of the service account, such as ${example}`,
    ),
    allow: required(
      list(value, 1),
      "the values that the annotation may have; every other one is refused",
    ),
  });
}

/**
 * The value that the annotation of a request picks.
 *
 * @param otherwise The value where the service account does not have the annotation.
 * @throws {ProviderError} `VARIABLE_UNAVAILABLE` where it has none, or one that
 * the rule does not list.
 */
export function chosenValue(
  { key, allow }: AnnotationChoice,
  { serviceAccount }: CredentialRequest,
  otherwise: string | undefined,
): string {
  const written = serviceAccount?.annotations.get(key);
  const value = written === undefined
    ? otherwise
    : allow.find((one) => one === written);
  if (value !== undefined) return value;
  throw new ProviderError(
    "VARIABLE_UNAVAILABLE",
    written === undefined
      ? `the service account of the pod has no annotation ${key}: add it, and see "tokenAttributes" of the kubelet's CredentialProviderConfig`
      : `the annotation ${key} of the service account is not one of the values that the rule allows: correct it, or add its value to "allow"`,
  );
}

/** What a source uses of a service account that also uses an annotation of it. */
export function withAnnotation(
  account: AccountUse | undefined,
  choice: AnnotationChoice | undefined,
): AccountUse | undefined {
  return account === undefined || choice === undefined ? account : {
    ...account,
    annotationKeys: [...new Set([...account.annotationKeys, choice.key])],
  };
}
