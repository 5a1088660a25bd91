/**
 * All entries of a store.
 * @module
 */
import { type CacheEntry, decodeEntry, type Instant } from "./entry.ts";
import type { CacheStore } from "../runtime/cache_store.ts";

/** Every valid entry of a store, with its name. */
export async function readEntries(
  store: CacheStore,
  at: Instant,
): Promise<readonly { name: string; entry: CacheEntry }[]> {
  const names = await store.list();
  const read = await Promise.all(names.map(async (name) => ({
    name,
    entry: decodeEntry(await store.read(name), at),
  })));
  return read.flatMap(({ name, entry }) => entry ? [{ name, entry }] : []);
}
