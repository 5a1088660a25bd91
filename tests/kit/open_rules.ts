/**
 * Rules with opened sections, made from a few words.
 * @module
 */
import type { OpenRule } from "../../src/config/open_section.ts";
import type { AccountUse } from "../../src/provider.ts";
import { configOf } from "./decoding.ts";

/** A rule that needs a service account; what is not given is usual. */
export interface AccountRule extends Partial<AccountUse> {
  readonly match: readonly string[];
}

/** What a rule needs where nothing else is given. */
export const USUAL_USE: AccountUse = {
  annotationKeys: [],
  audience: "aud",
  isDefaultAudience: false,
  cacheType: "ServiceAccount",
  isRequired: true,
};

/** Rules in their order: with patterns alone, one needs no service account. */
export function openRulesOf(
  rules: { readonly [name: string]: readonly string[] | AccountRule },
): readonly OpenRule[] {
  const made = Object.entries(rules);
  const patterns = made.map(([name, one]) => [
    name,
    "match" in one ? one.match : one,
  ]);
  return configOf(Object.fromEntries(patterns)).rules.map((rule, at) => {
    const one = made[at]?.[1];
    const use = one !== undefined && "match" in one ? one : undefined;
    const { match: _, ...given } = use ?? { match: [] };
    return {
      rule,
      source: {
        perImage: false,
        secrets: [],
        serviceAccount: use && { ...USUAL_USE, ...given },
        getCredentials: () => Promise.reject(new Error("nobody is asked")),
      },
    };
  });
}
