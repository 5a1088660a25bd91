/**
 * Fetched credentials, kept so that a node asks a backend once, and not once
 * for each pod.
 * @module
 */
import {
  type CacheEntry,
  decodeEntry,
  encodeEntry,
  entryName,
  isPastHalf,
  secondName,
} from "./entry.ts";
import { encodeFailure, sharedFailure, type WaitClock } from "./failure.ts";
import type { CacheStore } from "../runtime/cache_store.ts";
import { ProviderError, toLine } from "../runtime/errors.ts";
import type { Credentials } from "../provider.ts";

/**
 * How soon a process that waits looks whether the answer is there. It looks less
 * often the longer it waits, so that a hundred of them do not slow each other.
 */
const FIRST_POLL_MS = 25;
const LONGEST_POLL_MS = 1_000;

/** After a failed refresh, the backend is left in peace for this long. */
const RETRY_AFTER_MS = 60_000;

/** What is wanted. */
export interface CacheRequest {
  /** Name of the rule. */
  readonly rule: string;
  /** See `CredentialSource.scope`; asked for only where something is kept. */
  readonly scope?: () => string | undefined;
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

/** The clock, and a way to let time pass. Times are in milliseconds. */
export interface CacheClock extends WaitClock {
  /** Since the node was started. */
  uptimeMs(): number;
  sleep(ms: number): Promise<void>;
  /**
   * How long to wait for another process that asks the same: longer than the
   * backend needs to fail, and short enough to ask it afterwards.
   */
  readonly longestWaitMs: number;
  /** How long a refresh may take while an entry is still valid. */
  readonly longestRefreshMs: number;
}

/**
 * Credentials from the cache, or from the backend.
 *
 * Of all processes that want the same at the same time one asks, and the others
 * wait for its answer, or share its failure. A process that begins after the
 * failure asks again. Past half of its life an entry is refreshed by whoever
 * comes first; the others are given the entry. Where a refresh fails, the entry
 * is given out until it expires.
 *
 * A process that hangs while it asks holds its lock. After the longest wait one
 * of those who wait for it asks in its place, under a second name.
 *
 * @throws What `fetch` throws, in this process or in the one that it waited
 * for, where no valid entry is there instead.
 */
export async function fromCache(
  request: CacheRequest,
  store: CacheStore,
  clock: CacheClock,
): Promise<Kept> {
  const { key } = request;
  const first = { name: entryName(key), store, clock };
  const second = { name: secondName(key), store, clock };
  // Counted, because the clock may be moved meanwhile.
  let waitedMs = 0;
  while (true) {
    const isHung = waitedMs >= clock.longestWaitMs;
    const kept = await attempt(request, first) ??
      (isHung ? await attempt(request, second) : undefined);
    if (kept !== undefined) return kept;
    const pauseMs = Math.min(FIRST_POLL_MS + waitedMs / 10, LONGEST_POLL_MS);
    await clock.sleep(pauseMs);
    waitedMs += pauseMs;
  }
}

/** Where the entry of a request is. */
interface Slot {
  readonly name: string;
  readonly store: CacheStore;
  readonly clock: CacheClock;
}

/** `undefined` where another process asks, and no valid entry is there. */
async function attempt(
  request: CacheRequest,
  slot: Slot,
): Promise<Kept | undefined> {
  const { name, store, clock } = slot;
  const entry = await look(request, slot);
  if (entry !== undefined && !wantsRefresh(entry, clock.now())) {
    return given(entry);
  }
  const turn = await store.tryExclusively(name, () => ask(request, slot));
  return turn?.result ?? (entry && given(entry));
}

async function look(
  { key }: CacheRequest,
  { name, store, clock }: Slot,
): Promise<CacheEntry | undefined> {
  const text = await store.read(name);
  const entry = decodeEntry(text, {
    now: clock.now(),
    uptimeMs: clock.uptimeMs(),
  });
  if (entry?.key === key) return entry;
  const failure = sharedFailure(text, key, clock);
  if (failure !== undefined) throw failure;
  return undefined;
}

async function ask(request: CacheRequest, slot: Slot): Promise<Kept> {
  const { name, store, clock } = slot;
  // Another process may have been quicker.
  const entry = await look(request, slot);
  if (entry !== undefined && !wantsRefresh(entry, clock.now())) {
    return given(entry);
  }
  const { rule, scope, key, fetch } = request;
  try {
    const credentials = entry === undefined
      ? await fetch()
      : await Promise.race([fetch(), late(clock)]);
    const { expiresAt } = credentials;
    if (expiresAt !== undefined) {
      const kept = { ...credentials, expiresAt };
      const fetched = { fetchedAt: clock.now(), uptimeMs: clock.uptimeMs() };
      await store.write(
        name,
        encodeEntry({
          rule,
          scope: scope?.(),
          key,
          ...fetched,
          credentials: kept,
        }),
      );
    }
    return { credentials };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const at = clock.now();
    // It may have expired while the backend was asked.
    if (entry === undefined || entry.credentials.expiresAt <= at) {
      await tell(error, key, slot);
      throw error;
    }
    const failure = { at, line: toLine(error) };
    const failed = { ...entry, failure };
    await store.write(name, encodeEntry(failed));
    return given(failed);
  }
}

async function tell(
  { code, message }: ProviderError,
  key: string,
  { name, store, clock }: Slot,
): Promise<void> {
  // That this process has no time left says nothing about the backend.
  if (code === "DEADLINE_EXCEEDED") return;
  const at = clock.now();
  await store.write(name, encodeFailure({ key, at, code, message }));
}

// A backend that hangs counts as one that fails, while there is time to answer.
async function late({ sleep, longestRefreshMs }: CacheClock): Promise<never> {
  await sleep(longestRefreshMs);
  throw new ProviderError(
    "BACKEND_UNAVAILABLE",
    `the backend did not answer within ${
      Math.ceil(longestRefreshMs / 1_000)
    } s`,
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
