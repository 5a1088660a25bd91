/**
 * The entries that the kubelet's config has to have for the rules of a config.
 *
 * An entry of the kubelet sends no tokens, or tokens for exactly one audience,
 * and keeps its answers in one way (KEP-4412).
 * @module
 */
import type { OpenRule } from "../config/open_section.ts";
import { CoverIndex } from "../image/cover.ts";
import { parseImagePattern } from "../image/pattern.ts";
import type { AccountUse } from "../provider.ts";
import { ANY_HOST } from "./any_host.ts";
import { entryName, PLUGIN_NAME } from "./entry_name.ts";
import { audienceOf } from "./scope.ts";

/** What the kubelet sends with every request of an entry. */
export interface PlannedTokens extends
  Pick<
    AccountUse,
    "annotationKeys" | "audience" | "cacheType"
  > {
  /** Whether the kubelet leaves pods without a service account alone. */
  readonly isRequired: boolean;
}

/** One entry. */
export interface PlannedEntry {
  readonly name: string;
  /** Of its rules alone, each once, in their order. */
  readonly patterns: readonly string[];
  /** Those that say which entry this is. */
  readonly args: readonly string[];
  /** `undefined` for the entry without tokens. */
  readonly tokens: PlannedTokens | undefined;
}

/** What is up to the person who writes the kubelet's config. */
export interface PlanChoice {
  /** The audience of rules that name none; their own where `undefined`. */
  readonly defaultAudience: string | undefined;
  /** Whether the entry without tokens is run for every registry. */
  readonly anyHost: boolean;
  /** Whether the kubelet knows tokens: not in the versions before `v1`. */
  readonly hasTokens: boolean;
}

/**
 * The entry without tokens first, then the others in the order of their first
 * rules. A kubelet without tokens has only the first, with every rule.
 */
export async function plannedEntries(
  rules: readonly OpenRule[],
  { defaultAudience, anyHost, hasTokens }: PlanChoice,
): Promise<readonly PlannedEntry[]> {
  const groups = hasTokens ? tokenGroups(rules, defaultAudience) : [];
  const grouped = new Set(groups.flatMap((group) => group.rules));
  const plain = rules.filter((one) => !grouped.has(one));
  const own = patternsOf(plain);
  const patterns = anyHost ? withAnyHost(own) : own;
  const first: PlannedEntry = {
    name: PLUGIN_NAME,
    patterns,
    args: groups.length > 0 || (anyHost && hasTokens) ? ["--no-audience"] : [],
    tokens: undefined,
  };
  const others = groups.map(async (group): Promise<PlannedEntry> => ({
    name: await entryName(group.audience, group.cacheType),
    patterns: patternsOf(group.rules),
    args: argsOf(group, groups, defaultAudience),
    tokens: tokensOf(group),
  }));
  return [...patterns.length > 0 ? [first] : [], ...await Promise.all(others)];
}

/** The rules of one entry with tokens. */
interface Group extends Pick<AccountUse, "audience" | "cacheType"> {
  readonly rules: OpenRule[];
}

function tokenGroups(
  rules: readonly OpenRule[],
  defaultAudience: string | undefined,
): readonly Group[] {
  const groups: Group[] = [];
  for (const one of rules) {
    const use = one.source.serviceAccount;
    if (use === undefined) continue;
    const { cacheType } = use;
    const audience = audienceOf(use, defaultAudience);
    const known = groups.find((group) =>
      group.audience === audience && group.cacheType === cacheType
    );
    if (known === undefined) groups.push({ audience, cacheType, rules: [one] });
    else known.rules.push(one);
  }
  return groups;
}

function argsOf(
  { audience, cacheType }: Group,
  groups: readonly Group[],
  defaultAudience: string | undefined,
): readonly string[] {
  const isAlone = groups.filter((other) => other.audience === audience)
    .length === 1;
  const hasDefaults = groups.flatMap(({ rules }) => rules)
    .some(({ source }) => source.serviceAccount?.isDefaultAudience);
  return [
    `--audience=${audience}`,
    ...isAlone ? [] : [`--cache-type=${cacheType}`],
    ...defaultAudience === undefined || !hasDefaults
      ? []
      : [`--service-account-audience=${defaultAudience}`],
  ];
}

function tokensOf({ audience, cacheType, rules }: Group): PlannedTokens {
  const uses = rules.flatMap(({ source }) => source.serviceAccount ?? []);
  const keys = uses.flatMap(({ annotationKeys }) => annotationKeys);
  return {
    audience,
    cacheType,
    annotationKeys: [...new Set(keys)],
    isRequired: uses.every((use) => use.isRequired),
  };
}

function patternsOf(rules: readonly OpenRule[]): readonly string[] {
  const patterns = rules.flatMap(({ rule }) => rule.match);
  return [...new Set(patterns.map(({ text }) => text))];
}

function withAnyHost(patterns: readonly string[]): readonly string[] {
  const covered = new CoverIndex<true>();
  for (const text of ANY_HOST) {
    const pattern = parseImagePattern(text);
    if (pattern !== undefined) covered.add(pattern, true);
  }
  const others = patterns.filter((text) => {
    const pattern = parseImagePattern(text);
    return pattern === undefined || !covered.find(pattern);
  });
  return [...ANY_HOST, ...others];
}
