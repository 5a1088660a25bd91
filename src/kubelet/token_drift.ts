/**
 * What rules need of service accounts and the kubelet's config does not send.
 * @module
 */
import type { OpenRule } from "../config/open_section.ts";
import type { AccountUse } from "../provider.ts";
import type { KubeletProvider } from "./config.ts";
import { answers, ownEntries, type OwnEntry } from "./own_entry.ts";
import type { Problem } from "../schema/place.ts";

/** What to do where entries do not fit the rules. */
const ANEW =
  'write the kubelet\'s config anew with "kubelet-config" and restart the kubelet';

/**
 * Compares what the rules need with what the kubelet sends to the entries that
 * answer them. Where no entry is ours, there is nothing to compare.
 *
 * @returns Warnings with places in the kubelet's config.
 */
export function tokenDrift(
  rules: readonly OpenRule[],
  providers: readonly KubeletProvider[],
): readonly Problem[] {
  const own = ownEntries(providers);
  return [
    ...rules.flatMap((one) => ofRule(one, own)),
    ...own.flatMap((entry) => ofEntry(entry, rules)),
  ];
}

function ofRule(one: OpenRule, own: readonly OwnEntry[]): readonly Problem[] {
  const { rule, source: { serviceAccount: use } } = one;
  if (use === undefined) return [];
  const who = `"${rule.name}" (registries[${rule.index}])`;
  const serving = own.filter((entry) =>
    answers(entry, one) && rule.match.some((pattern) => entry.covers(pattern))
  );
  const [first] = serving;
  const withTokens = serving.filter(({ tokens }) => tokens !== undefined);
  if (first !== undefined && withTokens.length === 0) {
    return [{
      path: `provider ${first.name}`,
      message:
        `has no tokenAttributes, and ${who} needs the pod's service account: ${ANEW}`,
    }];
  }
  return serving.flatMap((entry) =>
    entry.tokens === undefined
      ? [{
        path: `provider ${entry.name}, args`,
        message:
          `lack --no-audience, so the kubelet runs it without a token for ${who} as well: ${ANEW}`,
      }]
      : unlike(entry, use).map((fault) => ({
        path: `provider ${entry.name}, tokenAttributes`,
        message: `${fault(who)} and restart the kubelet`,
      }))
  );
}

type Fault = (who: string) => string;

function unlike(
  { scope, tokens }: OwnEntry,
  use: AccountUse,
): readonly Fault[] {
  if (tokens === undefined) return [];
  const { audience, cacheType, isRequired, annotationKeys } = tokens;
  // An entry that answers every rule may have any audience for those without one.
  const wanted = use.isDefaultAudience
    ? scope?.defaultAudience ?? scope?.audience ?? audience
    : use.audience;
  const faults: Fault[] = [];
  if (audience !== wanted) {
    faults.push((who) =>
      `ask for tokens for ${audience}, and ${who} takes those for ${wanted}: set serviceAccountTokenAudience to that`
    );
  }
  if (use.cacheType === "Token" && cacheType !== "Token") {
    faults.push((who) =>
      `have cacheType ${cacheType}, with which the kubelet drops the token that ${who} answers with: set it to Token`
    );
  }
  if (isRequired && !use.isRequired) {
    faults.push((who) =>
      `have requireServiceAccount: true, so a pod without a service account gets nothing of ${who}, which has an answer for it: set it to false`
    );
  }
  const missing = use.annotationKeys
    .filter((key) => !annotationKeys.includes(key));
  for (const key of missing) {
    faults.push((who) =>
      `do not name the annotation ${key} that ${who} uses: add it to optionalServiceAccountAnnotationKeys`
    );
  }
  return faults;
}

function ofEntry(
  entry: OwnEntry,
  rules: readonly OpenRule[],
): readonly Problem[] {
  const { name, tokens } = entry;
  if (tokens === undefined) return [];
  const path = `provider ${name}, tokenAttributes`;
  const uses = rules.filter((one) => answers(entry, one))
    .flatMap(({ source }) => source.serviceAccount ?? []);
  if (uses.length === 0) {
    return [{
      path,
      message:
        `ask for tokens for ${tokens.audience}, which no rule uses: ${ANEW}`,
    }];
  }
  return tokens.isRequired || uses.some(({ isRequired }) => !isRequired)
    ? []
    : [{
      path,
      message:
        "have requireServiceAccount: false, and no rule has an answer for a pod without a service account, so such a run fails: set it to true and restart the kubelet",
    }];
}
