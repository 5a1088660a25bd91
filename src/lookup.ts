/**
 * From an image to its credentials: find the rule, load its provider, ask it.
 * @module
 */
import { type Config, type Rule, sectionPlace } from "./config.ts";
import { type LoadedConfig, summary } from "./config_file.ts";
import { ProviderError } from "./errors.ts";
import type { ImageName } from "./image_name.ts";
import { type CacheUse, newNotes, type Notes } from "./notes.ts";
import type { Problem } from "./place.ts";
import { cacheDurationOf } from "./cache_duration.ts";
import type { Kept } from "./credential_cache.ts";
import type {
  CredentialRequest,
  Credentials,
  CredentialSource,
  ProviderTable,
} from "./provider.ts";
import { type CacheKey, cacheKeyOf, findRule } from "./rule_match.ts";
import type { Runtime } from "./runtime.ts";
import type { Schema } from "./schema.ts";

/** What an image gets without asking a backend. */
export interface Decision extends OpenRule {
  readonly cacheKey: CacheKey;
}

/** Credentials for an image, and how long and widely they may be kept. */
export interface Found extends Decision, Kept {
  /** Milliseconds. */
  readonly cacheDurationMs: number;
}

/** Credentials that could not be refreshed are asked for again soon. */
const STALE_DURATION_MS = 60_000;

/**
 * Decides which rule answers, and opens its provider section. No backend is asked.
 *
 * @returns `undefined` where no rule matches.
 * @throws {ProviderError} `CONFIG_INVALID` where the section is not valid.
 */
export async function decide(
  image: ImageName,
  config: LoadedConfig,
  providers: ProviderTable,
  notes: Notes = newNotes(),
): Promise<Decision | undefined> {
  const rule = findRule(config, image);
  if (rule === undefined) {
    notes.trace?.("no registry of the config matches");
    return undefined;
  }
  notes.rule = rule.name;
  notes.provider = rule.provider;
  notes.trace?.(
    `the registry "${rule.name}" (registries[${rule.index}], ${rule.provider}) is the first that matches`,
  );
  const source = await openSection(rule, config, providers);
  return {
    rule,
    source,
    cacheKey: cacheKeyOf(config, rule, image, source.perImage),
  };
}

/**
 * The credentials for an image.
 *
 * @param notes Where to note what is found out on the way.
 * @returns `undefined` where no rule matches.
 * @throws {ProviderError} `FILE_NOT_TRUSTED` where the config demands trust in
 * its files; where the rule that matches has no credentials to give.
 */
export async function lookUp(
  request: CredentialRequest,
  config: LoadedConfig,
  providers: ProviderTable,
  runtime: Runtime,
  notes: Notes = newNotes(),
): Promise<Found | undefined> {
  notes.reports = config;
  notes.image = request.image.repository;
  notes.serviceAccount = request.serviceAccount;
  notes.trace?.(
    `asked for ${notes.image}, ${
      request.serviceAccount === undefined ? "without" : "with"
    } the token of a service account`,
  );
  const decision = await decide(request.image, config, providers, notes);
  if (config.fileTrust === "strict") {
    const { demandTrust } = await import("./strict_files.ts");
    await demandTrust(config, decision?.source, runtime);
    notes.trace?.("nobody but root can change the files");
  }
  if (decision === undefined) return undefined;
  const { rule, source } = decision;
  const kept = await namingTheRule(
    rule,
    () => ask(rule, source, request, config.cacheFolder, runtime, notes),
  );
  const longest = kept.staleBecause === undefined
    ? rule.cacheDurationMs
    : Math.min(rule.cacheDurationMs, STALE_DURATION_MS);
  const cacheDurationMs = cacheDurationOf(
    longest,
    kept.credentials.expiresAt,
    runtime.now(),
  );
  notes.credentials = kept.credentials;
  notes.cacheKeyType = decision.cacheKey.type;
  notes.cacheDurationMs = cacheDurationMs;
  notes.trace?.(
    `the answer may be kept for ${
      Math.floor(cacheDurationMs / 1_000)
    } s, by ${notes.cacheKeyType.toLowerCase()}: ${decision.cacheKey.reason}`,
  );
  return { ...decision, ...kept, cacheDurationMs };
}

async function ask(
  rule: Rule,
  source: CredentialSource,
  request: CredentialRequest,
  folder: string | undefined,
  runtime: Runtime,
  notes: Notes,
): Promise<Kept> {
  const fetch = async (): Promise<Credentials> => {
    const start = runtime.now();
    if (notes.cache === "hit") notes.cache = "miss";
    notes.trace?.(`the provider ${rule.provider} is asked`);
    try {
      return await source.getCredentials(request, runtime);
    } finally {
      notes.backendMs = runtime.now() - start;
      notes.trace?.(`the provider ${rule.provider} is done`);
    }
  };
  notes.cache = "none";
  const identity = folder === undefined
    ? undefined
    : await source.identity?.(request, runtime);
  if (folder === undefined || identity === undefined) {
    notes.trace?.(
      folder === undefined
        ? "the cache is off"
        : "what this registry gives is never cached",
    );
    return { credentials: await fetch() };
  }
  const { fromCache } = await import("./credential_cache.ts");
  // With the section itself, so that a changed rule never gets what an old one fetched.
  const key = JSON.stringify([
    rule.name,
    rule.provider,
    rule.section,
    identity,
  ]);
  notes.cache = "hit";
  notes.trace?.(`the cache ${folder} is looked at`);
  const kept = await fromCache(
    { rule: rule.name, key, fetch },
    await runtime.openCache(folder),
    { ...runtime, longestWaitMs: runtime.timeoutMs / 3 },
  );
  if (kept.staleBecause !== undefined) notes.cache = "stale";
  notes.trace?.(CACHE_STEPS[notes.cache]);
  return kept;
}

const CACHE_STEPS: Readonly<Record<CacheUse, string>> = {
  hit: "the credentials are from the cache",
  miss: "the cache had none that could be used",
  stale: "the credentials are from the cache: asking again failed",
  none: "nothing is cached",
};

/** The section of every provider, for who wants to look at all of them. */
export async function openSections(
  providers: ProviderTable,
): Promise<{ readonly [name: string]: Schema<CredentialSource> }> {
  const loaded = Object.entries(providers).map(async ([name, load]) =>
    [name, (await load()).provider.section] as const
  );
  return Object.fromEntries(await Promise.all(loaded));
}

/** A rule with its section opened. */
export interface OpenRule {
  readonly rule: Rule;
  readonly source: CredentialSource;
}

/** Every rule whose section is valid, opened once. */
export function openRules(
  config: Config,
  sections: { readonly [name: string]: Schema<CredentialSource> },
): readonly OpenRule[] {
  return config.rules.flatMap((rule) => {
    const section = sections[rule.provider];
    const source = section?.decode(rule.section, sectionPlace(rule, []));
    return source === undefined ? [] : [{ rule, source }];
  });
}

async function openSection(
  rule: Rule,
  config: LoadedConfig,
  providers: ProviderTable,
): Promise<CredentialSource> {
  const load = providers[rule.provider];
  if (load === undefined) throw new Error("a rule without a known provider");
  const { provider } = await load();
  const problems: Problem[] = [];
  const place = sectionPlace(rule, problems);
  const source = provider.section.decode(rule.section, place);
  if (source !== undefined && problems.length === 0) return source;
  throw new ProviderError(
    "CONFIG_INVALID",
    summary(config.file.path, problems),
  );
}

async function namingTheRule<T>(
  rule: Rule,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new ProviderError(
      error.code,
      `registry "${rule.name}": ${error.message}`,
    );
  }
}
