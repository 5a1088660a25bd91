/**
 * One cached credential, as it stands in its file.
 * @module
 */
import type { Credentials } from "../provider.ts";
import { isMapping } from "../format/is_mapping.ts";
import { jsonObject } from "../format/json_object.ts";

/** A credential that was fetched from a backend. Times in milliseconds since 1970. */
export interface CacheEntry {
  /** Name of the rule, for people. */
  readonly rule: string;
  /** What tells it from others of the rule, for people; empty where nothing does. */
  readonly scope?: string | undefined;
  /** Everything the credential depends on; compared in full, so a file name may collide. */
  readonly key: string;
  readonly fetchedAt: number;
  /** How long the node had been up then. */
  readonly uptimeMs: number;
  readonly credentials: Credentials & { readonly expiresAt: number };
  /** The last attempt to refresh it, where that failed. */
  readonly failure?: { readonly at: number; readonly line: string } | undefined;
}

/** Now, by the two clocks of a node, in milliseconds. */
export interface Instant {
  /** Since 1970. People and time servers set this clock. */
  readonly now: number;
  /** Since the node was started, in whole seconds. Nobody sets this clock. */
  readonly uptimeMs: number;
}

/** How much less than the real time two readings of the uptime may be apart. */
const UPTIME_STEP_MS = 1_000;

/** No registry gives out tokens for longer; anything beyond is damage. */
const LONGEST_LIFE_MS = 7 * 24 * 3_600_000;

/** The name of an entry's file. */
export function entryName(key: string): string {
  return `${hash(key, 0x811c9dc5)}${hash(key, 0x01000193)}`;
}

/** The name that is used while a process hangs that holds the lock of the first. */
export function secondName(key: string): string {
  return `${entryName(key)}-2`;
}

/** An entry as text. */
export function encodeEntry(entry: CacheEntry): string {
  return `${JSON.stringify({ version: 1, ...entry })}\n`;
}

/**
 * Reads an entry back.
 *
 * An entry is as old as the one of the two clocks says that says more: after the
 * clock was set back, its times are those that it would have by the new time.
 *
 * @returns `undefined` for anything but a whole entry of this version that was
 * not fetched in the future or before the node was restarted, and has not
 * expired: a torn or foreign file, or one from before the clock was moved,
 * counts as none.
 */
export function decodeEntry(
  text: string | undefined,
  { now, uptimeMs }: Instant,
): CacheEntry | undefined {
  const value = jsonObject(text ?? "");
  if (value?.["version"] !== 1) return undefined;
  const { rule, scope, key, fetchedAt, credentials, failure } = value;
  if (typeof rule !== "string" || typeof key !== "string") return undefined;
  if (typeof fetchedAt !== "number" || fetchedAt > now) return undefined;
  const fetchedUp = value["uptimeMs"];
  if (typeof fetchedUp !== "number" || fetchedUp > uptimeMs) return undefined;
  if (!isMapping(credentials)) return undefined;
  const { username, password, expiresAt } = credentials;
  if (typeof username !== "string" || typeof password !== "string") {
    return undefined;
  }
  if (typeof expiresAt !== "number") return undefined;
  if (expiresAt - fetchedAt > LONGEST_LIFE_MS) return undefined;
  const missingMs = setBackBy(now - fetchedAt, uptimeMs - fetchedUp);
  if (expiresAt - missingMs <= now) return undefined;
  return {
    rule,
    ...typeof scope === "string" ? { scope } : {},
    key,
    fetchedAt: fetchedAt - missingMs,
    uptimeMs: fetchedUp,
    credentials: { username, password, expiresAt: expiresAt - missingMs },
    failure: decodeFailure(failure),
  };
}

/** What the clock lacks of an entry's age; 0 unless it was set back. */
function setBackBy(ageMs: number, ageByUptimeMs: number): number {
  return ageByUptimeMs > ageMs + UPTIME_STEP_MS
    ? ageByUptimeMs + UPTIME_STEP_MS - ageMs
    : 0;
}

/** Tells whether more than half of an entry's life is over. */
export function isPastHalf(entry: CacheEntry, now: number): boolean {
  return now - entry.fetchedAt > entry.credentials.expiresAt - now;
}

function decodeFailure(value: unknown): CacheEntry["failure"] {
  if (!isMapping(value)) return undefined;
  const { at, line } = value;
  return typeof at === "number" && typeof line === "string"
    ? { at, line }
    : undefined;
}

// FNV-1a. Only spreads names: the key itself is compared.
function hash(text: string, seed: number): string {
  let state = seed;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, "0");
}
