/**
 * Configs as they nearly always are: sound, without an audit, a trace or a
 * demand on its files.
 *
 * It never decides what is valid, and its configs are those of `src/config.ts`:
 * where this one gives up, that one decides, and has the words for what is
 * wrong. So an answer loads none of them.
 * @module
 */
import { isDigit } from "./characters.ts";
import type { Config, Pattern, Rule } from "./config.ts";
import {
  CONFIG_API_VERSION,
  CONFIG_KIND,
  DEFAULT_CACHE_DURATION_MS,
  isCacheDirectory,
  isRegistryName,
  LONGEST_CACHE_DURATION_MS,
} from "./config_bounds.ts";
import { isMapping } from "./is_mapping.ts";
import { CACHE_FOLDER } from "./own_folders.ts";
import { plainPattern } from "./pattern_match.ts";

/**
 * Turns a parsed file into a config.
 *
 * @param providers The names of the known providers. No section is looked into.
 * @returns `undefined` where `decodeConfig` has to decide.
 */
export function plainConfig(
  value: unknown,
  providers: readonly string[],
): Config | undefined {
  if (!isMapping(value)) return undefined;
  const { apiVersion, kind, defaults = {}, cache = {}, registries, ...others } =
    value;
  if (
    apiVersion !== CONFIG_API_VERSION || kind !== CONFIG_KIND ||
    !isEmpty(others) || !Array.isArray(registries) || registries.length === 0
  ) return undefined;
  const duration = onlyText(defaults, "cacheDuration");
  const written = onlyText(cache, "directory");
  if (duration === null || written === null) return undefined;
  const folder = written ?? CACHE_FOLDER;
  const cacheDurationMs = duration === undefined
    ? DEFAULT_CACHE_DURATION_MS
    : plainDuration(duration);
  if (cacheDurationMs === undefined || !isCacheDirectory(folder)) {
    return undefined;
  }
  const rules: Rule[] = [];
  const names = new Set<string>();
  for (const registry of registries) {
    const rule = plainRule(registry, rules.length, cacheDurationMs, providers);
    if (rule === undefined || names.has(rule.name)) return undefined;
    names.add(rule.name);
    rules.push(rule);
  }
  return {
    rules,
    cacheDurationMs,
    cacheFolder: folder === "off" ? undefined : folder,
    audit: undefined,
    metrics: undefined,
    trace: false,
    fileTrust: "warn",
  };
}

function plainRule(
  value: unknown,
  index: number,
  usualDurationMs: number,
  providers: readonly string[],
): Rule | undefined {
  if (!isMapping(value)) return undefined;
  let provider: string | undefined;
  for (const key in value) {
    if (key === "name" || key === "match" || key === "cacheDuration") continue;
    if (provider !== undefined || !providers.includes(key)) return undefined;
    provider = key;
  }
  const { name, cacheDuration } = value;
  const section = provider === undefined ? undefined : value[provider];
  const match = plainPatterns(value["match"]);
  const cacheDurationMs = cacheDuration === undefined
    ? usualDurationMs
    : plainDuration(cacheDuration);
  return provider === undefined || section === undefined || section === null ||
      typeof name !== "string" || !isRegistryName(name) ||
      match === undefined || cacheDurationMs === undefined
    ? undefined
    : { index, name, match, cacheDurationMs, provider, section };
}

function plainPatterns(match: unknown): readonly Pattern[] | undefined {
  if (!Array.isArray(match) || match.length === 0) return undefined;
  const patterns: Pattern[] = [];
  for (const text of match) {
    if (typeof text !== "string" || text === "") return undefined;
    const pattern = plainPattern(text);
    if (pattern === undefined) return undefined;
    const { host, port, path } = pattern;
    patterns.push({ text, host, port, path });
  }
  return patterns;
}

/** The text of the only key a mapping may have; `null` where it is anything else. */
function onlyText(value: unknown, key: string): string | null | undefined {
  if (!isMapping(value)) return null;
  const { [key]: text, ...others } = value;
  if (!isEmpty(others)) return null;
  return text === undefined || typeof text === "string" ? text : null;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

const UNIT_MS: { readonly [unit: string]: number } = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a whole number with one unit, such as `90s`, within the bounds. */
function plainDuration(text: unknown): number | undefined {
  if (typeof text !== "string" || text.length < 2 || text.length > 7) {
    return undefined;
  }
  const last = text.length - 1;
  for (let at = 0; at < last; at++) {
    if (!isDigit(text.charCodeAt(at))) return undefined;
  }
  const ms = Number(text.slice(0, last)) * (UNIT_MS[text.charAt(last)] ?? NaN);
  return ms <= LONGEST_CACHE_DURATION_MS ? ms : undefined;
}
