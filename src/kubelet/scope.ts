/**
 * Which rules a run answers: those of the kubelet's entry that it runs for.
 *
 * The kubelet runs every entry that matches an image, and puts the answers
 * together. So each run looks for the first rule of the whole list, and answers
 * only where that rule belongs to its entry.
 * @module
 */
import type { AccountUse } from "../provider.ts";

/** What the arguments of an entry say of it. */
export interface EntryScope {
  /** The audience of its tokens; `undefined` for the entry without tokens. */
  readonly audience: string | undefined;
  /** How long the kubelet keeps its answers; `undefined` for either. */
  readonly cacheType: AccountUse["cacheType"] | undefined;
  /** What counts for rules that name no audience; their own where `undefined`. */
  readonly defaultAudience: string | undefined;
}

/**
 * Reads the options of a run, which were checked before.
 *
 * @returns `undefined` for a run that answers every rule: without `--audience`
 * and `--no-audience`.
 */
export function entryScope(
  options: { readonly [option: string]: string | undefined },
): EntryScope | undefined {
  const audience = options["audience"];
  const cacheType = options["cache-type"];
  if (audience === undefined && options["no-audience"] === undefined) {
    return undefined;
  }
  return {
    audience,
    cacheType: cacheType === "Token" || cacheType === "ServiceAccount"
      ? cacheType
      : undefined,
    defaultAudience: options["service-account-audience"],
  };
}

/** The audience of a rule, where another one may count for rules that name none. */
export function audienceOf(
  { audience, isDefaultAudience }: AccountUse,
  defaultAudience: string | undefined,
): string {
  return isDefaultAudience ? defaultAudience ?? audience : audience;
}

/**
 * Tells whether a rule belongs to an entry.
 *
 * @param use What the rule needs of the pod's service account.
 */
export function isOfEntry(
  use: AccountUse | undefined,
  { audience, cacheType, defaultAudience }: EntryScope,
): boolean {
  if (use === undefined) return audience === undefined;
  return audience === audienceOf(use, defaultAudience) &&
    (cacheType ?? use.cacheType) === use.cacheType;
}
