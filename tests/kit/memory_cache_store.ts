/**
 * A cache that exists only in memory, with a lock and a clock that a test moves.
 * @module
 */
import type { CacheStore } from "../../src/runtime/cache_store.ts";
import type { CacheClock } from "../../src/cache/credential_cache.ts";

/** A store whose inside a test can see and change. */
export interface MemoryCacheStore extends CacheStore {
  /** Texts of entries by name. */
  readonly texts: Map<string, string>;
  /** Names whose lock somebody holds. */
  readonly held: Set<string>;
}

/** How a store behaves. */
export interface StoreChoice {
  /** Whether it is full, or may not be written to. */
  readonly readOnly?: boolean;
}

/** An empty store. */
export function memoryCacheStore(
  { readOnly = false }: StoreChoice = {},
): MemoryCacheStore {
  const texts = new Map<string, string>();
  const held = new Set<string>();
  return {
    texts,
    held,
    read: (name) => Promise.resolve(texts.get(name)),
    write: (name, text) => {
      if (!readOnly) texts.set(name, text);
      return Promise.resolve(!readOnly);
    },
    tryExclusively: async (name, work) => {
      if (held.has(name)) return undefined;
      held.add(name);
      try {
        return { result: await work() };
      } finally {
        held.delete(name);
      }
    },
    list: () => Promise.resolve([...texts.keys()].sort()),
    remove: (name) => {
      texts.delete(name);
      return Promise.resolve();
    },
  };
}

/** A clock that stands still until a test moves it. */
export interface MemoryClock extends CacheClock {
  /** Sets the time, as if the node had been up until then or from then on. */
  set(now: number): void;
  /** Sets the clock of the node, whose uptime goes on. */
  setBack(ms: number): void;
  /** Lets time pass, from one sleeper to the next, until the work is done. */
  finish<T>(work: Promise<T>): Promise<T>;
  /** How much time has passed in {@linkcode finish}, in milliseconds. */
  passedMs(): number;
}

/** How long work may wait for what is no sleeper, such as a module's file. */
const REAL_PATIENCE_MS = 60_000;

/** A clock that begins at a time, in milliseconds since 1970. */
export function memoryClock(
  start: number,
  longestWaitMs = 10_000,
): MemoryClock {
  let now = start;
  let passedMs = 0;
  let setBackMs = 0;
  // By the time that has to pass.
  const sleepers = new Map<number, (() => void)[]>();
  return {
    longestWaitMs,
    longestRefreshMs: 5_000,
    now: () => now,
    ageMs: () => passedMs,
    uptimeMs: () => now + setBackMs,
    set: (time) => now = time,
    setBack: (ms) => {
      now -= ms;
      setBackMs += ms;
    },
    passedMs: () => passedMs,
    sleep: (ms) =>
      new Promise((wake) => {
        const at = passedMs + ms;
        sleepers.set(at, [...sleepers.get(at) ?? [], wake]);
      }),
    finish: async (work) => {
      let isDone = false;
      const done = work.finally(() => isDone = true);
      done.catch(() => {}); // it is awaited below
      const patienceEnds = performance.now() + REAL_PATIENCE_MS;
      while (true) {
        // Everything that can go on without time passing, does.
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (isDone) return await done;
        const next = Math.min(...sleepers.keys());
        const woken = sleepers.get(next);
        if (woken === undefined) {
          // A module that is loaded for the first time takes many turns.
          if (performance.now() < patienceEnds) continue;
          throw new Error("the work waits for nothing");
        }
        sleepers.delete(next);
        now += next - passedMs;
        passedMs = next;
        for (const wake of woken) wake();
      }
    },
  };
}
