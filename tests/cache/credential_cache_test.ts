import { assert, assertEquals, assertRejects } from "@std/assert";
import { entryName, secondName } from "../../src/cache/entry.ts";
import type { CacheStore } from "../../src/runtime/cache_store.ts";
import {
  type CacheRequest,
  fromCache,
} from "../../src/cache/credential_cache.ts";
import type { Credentials } from "../../src/provider.ts";
import {
  type MemoryCacheStore,
  memoryCacheStore,
  type MemoryClock,
  memoryClock,
} from "../kit/memory_cache_store.ts";

const START = Date.UTC(2026, 0, 1);
const LIFE_MS = 12 * 3_600_000;

/** A backend that numbers its tokens, and how often it was asked. */
function backend(clock: MemoryClock, lifeMs = LIFE_MS) {
  const calls: string[] = [];
  const request = (key: string): CacheRequest => ({
    rule: "ecr",
    key,
    fetch: (): Promise<Credentials> => {
      calls.push(key);
      const password = `${key}-${calls.length}`;
      const expiresAt = clock.now() + lifeMs;
      return Promise.resolve({ username: "AWS", password, expiresAt });
    },
  });
  return { calls, request };
}

function world(): {
  store: MemoryCacheStore;
  clock: MemoryClock;
  calls: string[];
  ask: (key: string) => Promise<string>;
} {
  const store = memoryCacheStore();
  const clock = memoryClock(START);
  const { calls, request } = backend(clock);
  const ask = async (key: string) => {
    const kept = await clock.finish(fromCache(request(key), store, clock));
    return kept.credentials.password;
  };
  return { store, clock, calls, ask };
}

/** A world in which the entry of "a" was written, and is gone. */
async function worldWithout() {
  const { ask, store, clock } = world();
  await ask("a");
  const name = entryName("a");
  const entry = store.texts.get(name) ?? "";
  store.texts.delete(name);
  return { store, clock, name, entry };
}

Deno.test("fromCache() asks the backend where the cache is empty, and not again", async () => {
  const { ask, calls } = world();
  assertEquals(await ask("a"), "a-1");
  assertEquals(await ask("a"), "a-1");
  assertEquals(calls, ["a"]);
});

Deno.test("fromCache() asks once for 110 who want the same at once", async () => {
  const { store, clock } = world();
  const { calls, request } = backend(clock);
  const slow = (): CacheRequest => {
    const { fetch, ...rest } = request("a");
    return { ...rest, fetch: () => clock.sleep(500).then(fetch) };
  };
  const all = Array.from(
    { length: 110 },
    () => fromCache(slow(), store, clock),
  );
  const kept = await clock.finish(Promise.all(all));
  assertEquals(new Set(kept.map((one) => one.credentials.password)).size, 1);
  assertEquals(calls, ["a"]);
});

Deno.test("fromCache() keeps many keys that are asked at once apart", async () => {
  const { store, clock } = world();
  const { calls, request } = backend(clock);
  const keys = Array.from({ length: 220 }, (_, at) => `key-${at % 22}`);
  const kept = await clock.finish(
    Promise.all(keys.map((key) => fromCache(request(key), store, clock))),
  );
  kept.forEach(({ credentials }, at) =>
    assert(credentials.password.startsWith(`${keys[at]}-`))
  );
  assertEquals(calls.length, 22);
});

Deno.test("fromCache() uses no entry of another key, even under the same file name", async () => {
  const { ask, store } = world();
  await ask("other");
  const other = store.texts.get(entryName("other")) ?? "";
  store.texts.set(entryName("mine"), other);
  assertEquals(await ask("mine"), "mine-2");
});

Deno.test("fromCache() waits for a holder no longer than the longest wait, then one of 110 asks in its place", async () => {
  const { store, clock } = world();
  const { calls, request } = backend(clock);
  store.held.add(entryName("a"));
  const all = Array.from(
    { length: 110 },
    () => fromCache(request("a"), store, clock),
  );
  const kept = await clock.finish(Promise.all(all));
  assertEquals(
    new Set(kept.map(({ credentials }) => credentials.password)),
    new Set(["a-1"]),
  );
  assertEquals(calls, ["a"]);
  const { longestWaitMs } = clock;
  assert(clock.passedMs() <= longestWaitMs + 2_000, `${clock.passedMs()}`);
  // The holder may still write the first.
  assertEquals([...store.texts.keys()], [secondName("a")]);
});

Deno.test("fromCache() gives what a slow holder has written as soon as it is there", async () => {
  const { store, clock, name, entry } = await worldWithout();
  store.held.add(name);
  const { calls, request } = backend(clock);
  const waiting = fromCache(request("a"), store, clock);
  const [kept] = await clock.finish(Promise.all([
    waiting,
    clock.sleep(2_000).then(() => store.texts.set(name, entry)),
  ]));
  assertEquals(kept.credentials.password, "a-1");
  assertEquals(calls, []);
  assert(clock.passedMs() < 3_000);
});

Deno.test("fromCache() looks again once it has the lock, as another process may have been quicker", async () => {
  const { store, clock, entry } = await worldWithout();
  const { calls, request } = backend(clock);
  const late: CacheStore = {
    ...store,
    tryExclusively: (name, work) => {
      store.texts.set(name, entry);
      return store.tryExclusively(name, work);
    },
  };
  const kept = await fromCache(request("a"), late, clock);
  assertEquals(kept.credentials.password, "a-1");
  assertEquals(calls, []);
});

Deno.test("fromCache() asks itself when the holder ends without an entry", async () => {
  const { store, clock } = world();
  const { calls, request } = backend(clock);
  store.held.add(entryName("a"));
  const [kept] = await clock.finish(Promise.all([
    fromCache(request("a"), store, clock),
    clock.sleep(1_000).then(() => store.held.clear()),
  ]));
  assertEquals(kept.credentials.password, "a-1");
  assertEquals(calls, ["a"]);
  assertEquals(store.texts.size, 1);
});

Deno.test("fromCache() answers without a cache where nothing can be written", async () => {
  const store = memoryCacheStore({ readOnly: true });
  const clock = memoryClock(START);
  const { calls, request } = backend(clock);
  for (const password of ["a-1", "a-2"]) {
    const kept = await fromCache(request("a"), store, clock);
    assertEquals(kept.credentials.password, password);
  }
  assertEquals(calls, ["a", "a"]);
});

Deno.test("fromCache() keeps nothing that has no end", async () => {
  const { store, clock } = world();
  const fetch = () => Promise.resolve({ username: "u", password: "p" });
  const request = { rule: "r", key: "a", fetch };
  const kept = await fromCache(request, store, clock);
  assertEquals(kept, { credentials: { username: "u", password: "p" } });
  assertEquals(store.texts.size, 0);
});

Deno.test("fromCache() never gives an expired credential from the cache", async () => {
  const { ask, clock } = world();
  await ask("a");
  clock.set(START + LIFE_MS);
  assertEquals(await ask("a"), "a-2");
});

Deno.test("fromCache() asks anew where the clock was moved to before the entry", async () => {
  const { ask, clock } = world();
  await ask("a");
  clock.set(START - 1);
  assertEquals(await ask("a"), "a-2");
  clock.set(START - 24 * 3_600_000);
  assertEquals(await ask("a"), "a-3");
});

Deno.test("fromCache() never gives an expired credential where the clock was set back", async () => {
  const { ask, clock } = world();
  await ask("a");
  clock.set(START + LIFE_MS);
  clock.setBack(LIFE_MS - 1);
  assertEquals(await ask("a"), "a-2");
});

Deno.test("fromCache() says by the new time when a credential ends, where the clock was set back", async () => {
  const { store, clock } = world();
  const { request } = backend(clock);
  await fromCache(request("a"), store, clock);
  clock.set(START + LIFE_MS / 4);
  clock.setBack(LIFE_MS / 4);
  const { credentials } = await fromCache(request("a"), store, clock);
  assertEquals(credentials.password, "a-1");
  // A second less, because the uptime is known in seconds.
  assertEquals(
    (credentials.expiresAt ?? 0) - clock.now(),
    LIFE_MS * 3 / 4 - 1_000,
  );
});

Deno.test("fromCache() passes a fault of the program on, and keeps nothing", async () => {
  const { store, clock } = world();
  const fetch = () => Promise.reject(new TypeError("no backend"));
  const request = { rule: "r", key: "a", fetch };
  await assertRejects(() => fromCache(request, store, clock), TypeError);
  assertEquals(store.texts.size, 0);
  assertEquals(store.held.size, 0);
});
