/**
 * Which rules of a config need the service account of the pod that pulls.
 * @module
 */
import type { Rule } from "./registries.ts";
import type { OpenRule } from "./lookup.ts";
import type { AccountUse } from "./provider.ts";

/** A rule, and what it needs. */
export interface AccountNeed extends AccountUse {
  readonly rule: Rule;
}

/** The rules that need a service account, in their order. */
export function accountNeeds(
  rules: readonly OpenRule[],
): readonly AccountNeed[] {
  return rules.flatMap(({ rule, source }) =>
    source.serviceAccount === undefined
      ? []
      : [{ ...source.serviceAccount, rule }]
  );
}
