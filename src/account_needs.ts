/**
 * Which rules of a config need the service account of the pod that pulls.
 * @module
 */
import { type Config, type Rule, sectionPlace } from "./config.ts";
import type { AccountUse, CredentialSource } from "./provider.ts";
import type { Schema } from "./schema.ts";

/** A rule, and what it needs. */
export interface AccountNeed extends AccountUse {
  readonly rule: Rule;
}

/** The rules that need a service account, in their order. A section that is not valid needs nothing. */
export function accountNeeds(
  config: Config,
  sections: { readonly [name: string]: Schema<CredentialSource> },
): readonly AccountNeed[] {
  return config.rules.flatMap((rule) => {
    const source = sections[rule.provider]
      ?.decode(rule.section, sectionPlace(rule, []));
    return source?.serviceAccount === undefined
      ? []
      : [{ ...source.serviceAccount, rule }];
  });
}
