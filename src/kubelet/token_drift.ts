/**
 * What rules need of service accounts and the kubelet's config does not send.
 * @module
 */
import type { AccountNeed } from "./account_needs.ts";
import type { KubeletProvider } from "./config.ts";
import { isOwnName } from "./drift.ts";
import type { Problem } from "../schema/place.ts";

/**
 * Compares what the rules need with what the kubelet sends to the providers
 * that are ours. Where none is ours, there is nothing to compare.
 *
 * @returns Warnings with places in the kubelet's config.
 */
export function tokenDrift(
  needs: readonly AccountNeed[],
  providers: readonly KubeletProvider[],
): readonly Problem[] {
  const own = providers.filter(({ name }) => isOwnName(name));
  const [first] = own;
  if (first === undefined) return [];
  const sent = own.flatMap(({ annotationKeys }) =>
    annotationKeys === undefined ? [] : [annotationKeys]
  );
  return needs.flatMap(({ rule, annotationKeys }) => {
    const who = `"${rule.name}" (registries[${rule.index}])`;
    if (sent.length === 0) {
      return [{
        path: `provider ${first.name}`,
        message:
          `has no tokenAttributes, and ${who} needs the pod's service account: add them with "kubelet-config --service-account-audience" and restart the kubelet`,
      }];
    }
    return annotationKeys.filter((key) => !sent.flat().includes(key))
      .map((key) => ({
        path: `provider ${first.name}, tokenAttributes`,
        message:
          `does not name the annotation ${key} that ${who} uses: add it to optionalServiceAccountAnnotationKeys and restart the kubelet`,
      }));
  });
}
