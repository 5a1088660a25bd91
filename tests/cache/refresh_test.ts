/**
 * What fromCache() does past half of an entry's life.
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { decodeEntry, entryName } from "../../src/cache/entry.ts";
import { fromCache, type Kept } from "../../src/cache/credential_cache.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Credentials } from "../../src/provider.ts";
import { memoryCacheStore, memoryClock } from "../kit/memory_cache_store.ts";

const START = Date.UTC(2026, 0, 1);
const LIFE_MS = 12 * 3_600_000;
const HALF = START + LIFE_MS / 2;

/** A cache with one entry that was fetched at START, and a backend to choose. */
async function cached() {
  const store = memoryCacheStore();
  const clock = memoryClock(START);
  let calls = 0;
  const token = (): Credentials => ({
    username: "AWS",
    password: `token-${calls}`,
    expiresAt: clock.now() + LIFE_MS,
  });
  const ask = (backend: () => Promise<Credentials> | Credentials = token) => {
    const fetch = async () => {
      calls++;
      return await backend();
    };
    const request = { rule: "ecr", key: "key", fetch };
    return clock.finish(fromCache(request, store, clock));
  };
  await ask();
  const name = entryName("key");
  const entry = () =>
    decodeEntry(store.texts.get(name), {
      now: clock.now(),
      uptimeMs: clock.uptimeMs(),
    });
  return { store, clock, ask, entry, name, calls: () => calls };
}

const refuse = (): never => {
  throw new ProviderError("BACKEND_DENIED", "it is refused");
};

const password = ({ credentials }: Kept): string => credentials.password;

Deno.test("fromCache() does not refresh at half of an entry's life", async () => {
  const { clock, ask, calls } = await cached();
  clock.set(HALF);
  assertEquals(password(await ask()), "token-1");
  assertEquals(calls(), 1);
});

Deno.test("fromCache() refreshes past half of an entry's life, once", async () => {
  const { clock, ask, calls } = await cached();
  clock.set(HALF + 1);
  assertEquals(password(await ask()), "token-2");
  assertEquals(password(await ask()), "token-2");
  assertEquals(calls(), 2);
});

Deno.test("fromCache() gives the entry at once while another process refreshes it", async () => {
  const { clock, ask, calls, store, name } = await cached();
  clock.set(HALF + 1);
  store.held.add(name);
  assertEquals(password(await ask()), "token-1");
  assertEquals(calls(), 1);
  assertEquals(clock.passedMs(), 0);
});

Deno.test("fromCache() gives a valid entry where the refresh fails, and says why", async () => {
  const { clock, ask, entry } = await cached();
  clock.set(HALF + 1);
  const kept = await ask(refuse);
  assertEquals(password(kept), "token-1");
  assertEquals(kept.staleBecause, "it is refused [BACKEND_DENIED]");
  assertEquals(entry()?.failure, {
    at: HALF + 1,
    line: "it is refused [BACKEND_DENIED]",
  });
});

Deno.test("fromCache() leaves a backend that failed in peace for a minute, and still says why", async () => {
  const { clock, ask, calls } = await cached();
  clock.set(HALF + 1);
  await ask(refuse);
  clock.set(HALF + 60_000);
  const kept = await ask();
  assertEquals(password(kept), "token-1");
  assertEquals(kept.staleBecause, "it is refused [BACKEND_DENIED]");
  assertEquals(calls(), 2);
  clock.set(HALF + 60_001);
  const renewed = await ask();
  assertEquals(password(renewed), "token-3");
  assertEquals(renewed.staleBecause, undefined);
});

Deno.test("fromCache() does not rest for a failure that lies in the future", async () => {
  const { clock, ask } = await cached();
  clock.set(HALF + 3_600_000);
  await ask(refuse);
  clock.set(HALF + 1);
  assertEquals(password(await ask()), "token-3");
});

Deno.test("fromCache() fails where the entry has expired and the backend fails", async () => {
  const { clock, ask } = await cached();
  clock.set(START + LIFE_MS);
  const error = await assertRejects(() => ask(refuse), ProviderError);
  assertEquals(error.code, "BACKEND_DENIED");
});

Deno.test("fromCache() fails where the entry expires while the backend is asked in vain", async () => {
  const { clock, ask } = await cached();
  clock.set(START + LIFE_MS - 1_000);
  const error = await assertRejects(() =>
    ask(async () => {
      await clock.sleep(1_000);
      return refuse();
    }), ProviderError);
  assertEquals(error.code, "BACKEND_DENIED");
});

Deno.test("fromCache() takes a backend that hangs for one that fails, while there is time to answer", async () => {
  const { clock, ask } = await cached();
  clock.set(HALF + 1);
  const kept = await ask(() => new Promise(() => {}));
  assertEquals(password(kept), "token-1");
  assertStringIncludes(kept.staleBecause ?? "", "[BACKEND_UNAVAILABLE]");
  assert(clock.passedMs() <= clock.longestRefreshMs, `${clock.passedMs()}`);
});

Deno.test("fromCache() does not hide a fault of the program behind an entry", async () => {
  const { clock, ask } = await cached();
  clock.set(HALF + 1);
  await assertRejects(
    () => ask(() => Promise.reject(new TypeError("fault"))),
    TypeError,
  );
});
