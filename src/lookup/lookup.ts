/**
 * From an image to its credentials: find the rule, load its provider, ask it.
 * @module
 */
import { cacheDurationOf } from "../cache/duration.ts";
import type { LoadedConfig } from "../config/file.ts";
import type { Kept } from "../cache/credential_cache.ts";
import { KEY_LOG } from "../runtime/key_log.ts";
import type { Notes } from "./notes.ts";
import { type OpenRule, openSection } from "../config/open_section.ts";
import type { ImageName } from "../image/name.ts";
import type { EntryScope } from "../kubelet/scope.ts";
import { toTarget } from "../image/pattern.ts";
import type {
  CredentialRequest,
  Credentials,
  CredentialSource,
  ProviderTable,
} from "../provider.ts";
import { type CacheKey, cacheKeyOf, findRule } from "../config/rule_match.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What an image gets without asking a backend. */
export interface Decision extends OpenRule {
  readonly cacheKey: CacheKey;
}

/** What is asked: an image, by whom, and by which entry of the kubelet. */
export interface Question extends Omit<CredentialRequest, "defaultAudience"> {
  /** `undefined` answers every rule. */
  readonly scope?: EntryScope | undefined;
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
  notes?: Notes,
): Promise<Decision | undefined> {
  const target = toTarget(image);
  const rule = findRule(config, target);
  if (rule === undefined) {
    notes?.trace?.("no rule");
    return undefined;
  }
  if (notes !== undefined) {
    notes.rule = rule.name;
    notes.ruleIndex = rule.index;
    notes.provider = rule.provider;
    notes.trace?.("rule found");
  }
  const load = providers[rule.provider];
  if (load === undefined) throw new Error("a rule without a known provider");
  const { provider } = await load(rule.section);
  const source = await openSection(rule, provider, config.file);
  if (notes !== undefined) notes.backend = source.backend?.host;
  const cacheKey = cacheKeyOf(config, rule, target, source.perImage);
  return { rule, source, cacheKey };
}

/**
 * The credentials for an image.
 *
 * @param notes Where to note what is found out on the way.
 * @returns `undefined` where no rule matches, or the one that does belongs to
 * another entry of the kubelet.
 * @throws {ProviderError} `VARIABLE_REFUSED` where TLS would give its secrets
 * away; `FILE_NOT_TRUSTED` where the config demands trust in its files, or they
 * have to be in one folder; where the rule that matches has no credentials to give.
 */
export async function lookUp(
  { scope, ...asked }: Question,
  config: LoadedConfig,
  providers: ProviderTable,
  runtime: Runtime,
  notes: Notes,
): Promise<Found | undefined> {
  // Before anything is sent, and before a webhook could be.
  if (runtime.env(KEY_LOG)) await refuseKeyLog();
  // Rules that name no audience are in scope only if their audience is this one.
  const defaultAudience = scope?.defaultAudience ?? scope?.audience;
  const request = { ...asked, defaultAudience };
  notes.reports = config;
  notes.image = request.image.repository;
  notes.serviceAccount = request.serviceAccount;
  notes.trace?.("asked");
  const decision = await decide(request.image, config, providers, notes);
  if (config.fileTrust === "strict") {
    const { demandTrust } = await import("./strict_files.ts");
    await demandTrust(config, decision?.source, runtime);
    notes.trace?.("trusted");
  }
  if (config.filesWithin !== undefined) {
    const { demandWithin } = await import("./files_within.ts");
    await demandWithin(config, decision?.source, runtime);
  }
  if (decision === undefined) return undefined;
  const { rule, source } = decision;
  if (scope !== undefined && !await isAnswered(source, scope)) {
    notes.trace?.("other entry");
    // For this run, no rule matches: the rule is not to be counted twice.
    delete notes.rule;
    delete notes.ruleIndex;
    delete notes.provider;
    return undefined;
  }
  let kept: Kept;
  try {
    kept = await ask(decision, request, config.cacheFolder, runtime, notes);
  } catch (error) {
    const { ofRule } = await import("../config/rule_error.ts");
    throw ofRule(rule.name, error);
  }
  const longest = kept.staleBecause === undefined
    ? rule.cacheDurationMs
    : Math.min(rule.cacheDurationMs, STALE_DURATION_MS);
  const cacheDurationMs = cacheDurationOf(
    longest,
    kept.credentials.expiresAt,
    runtime.now(),
  );
  notes.credentials = kept.credentials;
  notes.cacheKey = decision.cacheKey;
  notes.cacheDurationMs = cacheDurationMs;
  notes.trace?.("kept");
  return { ...decision, ...kept, cacheDurationMs };
}

async function isAnswered(
  { serviceAccount }: CredentialSource,
  scope: EntryScope,
): Promise<boolean> {
  const { isOfEntry } = await import("../kubelet/scope.ts");
  return isOfEntry(serviceAccount, scope);
}

async function refuseKeyLog(): Promise<never> {
  const { keyLogRefused } = await import("../runtime/key_log_refused.ts");
  throw keyLogRefused();
}

async function ask(
  { rule, source }: OpenRule,
  request: CredentialRequest,
  folder: string | undefined,
  runtime: Runtime,
  notes: Notes,
): Promise<Kept> {
  const fetch = async (): Promise<Credentials> => {
    const start = runtime.now();
    if (notes.cache === "hit") notes.cache = "miss";
    notes.trace?.("provider asked");
    try {
      return await source.getCredentials(request, runtime);
    } finally {
      notes.backendMs = runtime.now() - start;
      notes.trace?.("provider done");
    }
  };
  notes.cache = "none";
  notes.cacheFolder = folder;
  const identity = folder === undefined
    ? undefined
    : await source.identity?.(request, runtime);
  if (folder === undefined || identity === undefined) {
    notes.trace?.(folder === undefined ? "cache off" : "never cached");
    return { credentials: await fetch() };
  }
  const { throughCache } = await import("./through_cache.ts");
  return await throughCache(
    { rule, source, request, identity, folder, fetch },
    runtime,
    notes,
  );
}
