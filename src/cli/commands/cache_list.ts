/**
 * `cache list`: what is cached and until when.
 * @module
 */
import { readEntries } from "../../cache/entries.ts";
import { type CacheEntry, isPastHalf } from "../../cache/entry.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { nothing } from "../nothing.ts";
import { NO_STORE } from "../../runtime/cache_store.ts";
import { openConfig } from "../../lookup/open_config.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { runtime } = context;
  const { cacheFolder } = await openConfig(context);
  const { format } = options;
  if (cacheFolder === undefined) return nothing("The cache is off.", format);
  const store = await runtime.openCache(cacheFolder);
  if (store === NO_STORE) {
    const why = `Nothing that this user can read is cached in ${cacheFolder}.`;
    return nothing(why, format);
  }
  const now = runtime.now();
  const entries = await readEntries(store, {
    now,
    uptimeMs: runtime.uptimeMs(),
  });
  return format === "json"
    ? {
      stdout: `${
        JSON.stringify(entries.map(({ entry }) => facts(entry, now)))
      }\n`,
    }
    : { lines: asText(cacheFolder, entries.map(({ entry }) => entry), now) };
}

function facts(entry: CacheEntry, now: number): Record<string, unknown> {
  return {
    registry: entry.rule,
    scope: entry.scope ?? null,
    fetchedAt: new Date(entry.fetchedAt).toISOString(),
    expiresAt: new Date(entry.credentials.expiresAt).toISOString(),
    state: stateOf(entry, now),
    failure: entry.failure?.line ?? null,
  };
}

function stateOf(entry: CacheEntry, now: number): string {
  if (entry.failure !== undefined) return "refresh failed";
  return isPastHalf(entry, now) ? "refreshed at the next use" : "fresh";
}

function asText(
  folder: string,
  entries: readonly CacheEntry[],
  now: number,
): readonly string[] {
  if (entries.length === 0) return [`Nothing is cached in ${folder}.`];
  return columns([
    ["REGISTRY", "FOR", "FETCHED", "EXPIRES", "STATE"],
    ...entries.map((entry) => [
      entry.rule,
      entry.scope ?? "-",
      new Date(entry.fetchedAt).toISOString(),
      new Date(entry.credentials.expiresAt).toISOString(),
      entry.failure === undefined
        ? stateOf(entry, now)
        : `refresh failed: ${entry.failure.line}`,
    ]),
  ]);
}
