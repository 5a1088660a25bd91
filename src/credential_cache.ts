/**
 * Fetched credentials, kept so that a node asks a backend once, not once a pod.
 * @module
 */
import {
  type CacheEntry,
  decodeEntry,
  encodeEntry,
  entryName,
  isPastHalf,
} from "./cache_entry.ts";
import type { CacheStore } from "./cache_store.ts";
import { ProviderError, toLine } from "./errors.ts";
import type { Credentials } from "./provider.ts";

/**
 * How soon a process that waits looks whether the answer is there. It looks less
 * often the longer it waits, so that a hundred of them do not slow each other.
 */
const FIRST_POLL_MS = 25;

/** After a failed refresh, the backend is left in peace for this long. */
const RETRY_AFTER_MS = 60_000;

/** What is wanted. */
export interface CacheRequest {
  /** Name of the rule. */
  readonly rule: string;
  /** Everything the credentials depend on. */
  readonly key: string;
  /** Asks the backend. */
  readonly fetch: () => Promise<Credentials>;
}

/** Credentials, and how they were come by. */
export interface Kept {
  readonly credentials: Credentials;
  /** Why the last refresh failed; the credentials are still valid. */
  readonly staleBecause?: string | undefined;
}

/** The clock, and a way to let time pass. */
export interface CacheClock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /**
   * How long to wait for another process that asks the same, and for a refresh
   * while an entry is still valid; in milliseconds.
   */
  readonly longestWaitMs: number;
}

/**
 * Credentials from the cache, or from the backend.
 *
 * Of all processes that want the same at the same time one asks, and the others
 * wait for its answer. Past half of its life an entry is refreshed by whoever
 * comes first; the others are given the entry. Where a refresh fails, the entry
 * is given out until it expires.
 *
 * @throws What `fetch` throws, where no valid entry is there instead.
 */
export async function fromCache(
  request: CacheRequest,
  store: CacheStore,
  clock: CacheClock,
): Promise<Kept> {
  const name = entryName(request.key);
  const read = async (): Promise<CacheEntry | undefined> => {
    const entry = decodeEntry(await store.read(name), clock.now());
    return entry?.key === request.key ? entry : undefined;
  };
  // Counted, because the clock may be moved meanwhile.
  let waitedMs = 0;
  while (true) {
    const entry = await read();
    if (entry !== undefined && !wantsRefresh(entry, clock.now())) {
      return given(entry);
    }
    const turn = await store.tryExclusively(
      name,
      async () => await ask(request, name, await read(), store, clock),
    );
    if (turn !== undefined) return turn.result;
    if (entry !== undefined) return given(entry);
    // Whoever holds the lock is slow or hung: nobody waits for it for ever.
    if (waitedMs >= clock.longestWaitMs) {
      return { credentials: await request.fetch() };
    }
    const pauseMs = Math.min(
      FIRST_POLL_MS + waitedMs / 10,
      clock.longestWaitMs - waitedMs,
    );
    await clock.sleep(pauseMs);
    waitedMs += pauseMs;
  }
}

async function ask(
  { rule, key, fetch }: CacheRequest,
  name: string,
  entry: CacheEntry | undefined,
  store: CacheStore,
  clock: CacheClock,
): Promise<Kept> {
  // Another process may have been quicker.
  if (entry !== undefined && !wantsRefresh(entry, clock.now())) {
    return given(entry);
  }
  try {
    const credentials = entry === undefined
      ? await fetch()
      : await Promise.race([fetch(), late(clock)]);
    const { expiresAt } = credentials;
    if (expiresAt !== undefined) {
      const kept = { ...credentials, expiresAt };
      const fetchedAt = clock.now();
      await store.write(
        name,
        encodeEntry({ rule, key, fetchedAt, credentials: kept }),
      );
    }
    return { credentials };
  } catch (error) {
    if (entry === undefined || !(error instanceof ProviderError)) throw error;
    const at = clock.now();
    // It may have expired while the backend was asked.
    if (entry.credentials.expiresAt <= at) throw error;
    const failure = { at, line: toLine(error) };
    const failed = { ...entry, failure };
    await store.write(name, encodeEntry(failed));
    return given(failed);
  }
}

// A backend that hangs counts as one that fails, while there is time to answer.
async function late({ sleep, longestWaitMs }: CacheClock): Promise<never> {
  await sleep(longestWaitMs);
  throw new ProviderError(
    "BACKEND_UNAVAILABLE",
    `the backend did not answer within ${Math.ceil(longestWaitMs / 1_000)} s`,
  );
}

function wantsRefresh(entry: CacheEntry, now: number): boolean {
  const failedAt = entry.failure?.at ?? -Infinity;
  // A failure "in the future" is from before the clock was moved.
  const isResting = failedAt <= now && now - failedAt < RETRY_AFTER_MS;
  return isPastHalf(entry, now) && !isResting;
}

function given({ credentials, failure }: CacheEntry): Kept {
  return { credentials, staleBecause: failure?.line };
}
