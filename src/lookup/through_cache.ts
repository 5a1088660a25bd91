/**
 * Credentials of a rule that are kept in the cache.
 * @module
 */
import { fromCache, type Kept } from "../cache/credential_cache.ts";
import { promptStore } from "../cache/prompt_store.ts";
import type { OpenRule } from "../config/open_section.ts";
import type { Notes } from "./notes.ts";
import type { CredentialRequest, Credentials } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What is asked of the cache. */
export interface CacheQuestion extends OpenRule {
  readonly request: CredentialRequest;
  /** Whose credentials these are; see `CredentialSource.identity()`. */
  readonly identity: unknown;
  readonly folder: string;
  /** Asks the backend. */
  readonly fetch: () => Promise<Credentials>;
}

/**
 * The credentials from the cache, or from the backend into it.
 *
 * @throws {ProviderError} As `fromCache()`.
 */
export async function throughCache(
  { rule, source, request, identity, folder, fetch }: CacheQuestion,
  runtime: Runtime,
  notes: Notes,
): Promise<Kept> {
  // With the section itself, so that a changed rule never gets what an old one fetched.
  const key = JSON.stringify([
    rule.name,
    rule.provider,
    rule.section,
    identity,
  ]);
  notes.cache = "hit";
  notes.trace?.("cache looked at");
  const { timeoutMs } = runtime;
  const kept = await fromCache(
    { rule: rule.name, scope: () => source.scope?.(request), key, fetch },
    promptStore(runtime.openCache(folder), runtime.sleep),
    {
      ...runtime,
      longestWaitMs: timeoutMs * 2 / 3,
      longestRefreshMs: timeoutMs / 3,
    },
  ).catch((error) => {
    // Also where another process asked, and this one shares its failure.
    notes.cache = "miss";
    throw error;
  });
  if (kept.staleBecause !== undefined) notes.cache = "stale";
  notes.trace?.("cache used");
  return kept;
}
