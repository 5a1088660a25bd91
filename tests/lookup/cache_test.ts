/**
 * Which answers lookUp() keeps in the cache, and under what.
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { lookUp } from "../../src/lookup/lookup.ts";
import { newNotes } from "../kit/notes.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { CredentialSource, ProviderTable } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { anything, transform } from "../../src/schema/schema.ts";
import { configOf, imageOf } from "../kit/decoding.ts";
import { memoryCacheStore, memoryClock } from "../kit/memory_cache_store.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";

const START = Date.UTC(2026, 0, 1);

/** What decides whether two lookups share an entry. */
interface Asked {
  readonly rule?: string;
  readonly provider?: string;
  readonly section?: unknown;
  readonly identity?: string | undefined;
  readonly folder?: string | undefined;
}

/** One cache folder for many lookups, and how often a backend was asked. */
function world() {
  const store = memoryCacheStore();
  const clock = memoryClock(START);
  let calls = 0;
  const ask = (
    {
      rule = "a",
      provider = "one",
      section = { role: "x" },
      identity,
      folder = "/run/x",
    }: Asked,
    duration = 600_000,
  ) => {
    const source: CredentialSource = {
      perImage: false,
      secrets: [],
      identity: () => Promise.resolve(identity),
      getCredentials: () => {
        const password = `token-${++calls}`;
        const expiresAt = clock.now() + 3_600_000;
        return Promise.resolve({ username: "u", password, expiresAt });
      },
    };
    const load = () =>
      Promise.resolve({
        provider: { section: transform(anything, () => source) },
      });
    const table: ProviderTable = { one: load, two: load };
    const { rules, ...config } = configOf({ [rule]: ["a.io"] });
    const loaded = {
      ...config,
      cacheFolder: folder === "off" ? undefined : folder,
      rules: rules.map((one) => ({
        ...one,
        provider,
        section,
        cacheDurationMs: duration,
      })),
      file: { path: "/c", text: "", mode: 0o600 },
    };
    const runtime: Runtime = {
      ...memoryRuntime(),
      now: clock.now,
      sleep: clock.sleep,
      openCache: () => Promise.resolve(store),
    };
    return clock.finish(
      lookUp(
        { image: imageOf("a.io/app") },
        loaded,
        table,
        runtime,
        newNotes(),
      ),
    );
  };
  return { store, clock, ask, calls: () => calls };
}

Deno.test("lookUp() shares an entry between two lookups that are the same", async () => {
  const { ask, calls } = world();
  await ask({ identity: "i" });
  await ask({ identity: "i" });
  assertEquals(calls(), 1);
});

const same: Asked = { identity: "i" };
const others: readonly [string, Asked][] = [
  ["rules", { ...same, rule: "b" }],
  ["providers", { ...same, provider: "two" }],
  ["versions of a rule", { ...same, section: { role: "y" } }],
  ["versions of a rule, one with more", {
    ...same,
    section: { role: "x", region: "r" },
  }],
  ["identities", { ...same, identity: "j" }],
  ["identities that look like the end of a key", {
    ...same,
    identity: 'i"]',
  }],
];
for (const [what, other] of others) {
  Deno.test(`lookUp() shares no entry between two ${what}`, async () => {
    const { ask, calls } = world();
    const passwords = [];
    for (const asked of [same, other, same, other]) {
      passwords.push((await ask(asked))?.credentials.password);
    }
    assertEquals(passwords, ["token-1", "token-2", "token-1", "token-2"]);
    assertEquals(calls(), 2);
  });
}

Deno.test("lookUp() keeps nothing of a source without an identity", async () => {
  const { ask, calls, store } = world();
  await ask({ identity: undefined });
  await ask({ identity: undefined });
  assertEquals(calls(), 2);
  assertEquals(store.texts.size, 0);
});

Deno.test("lookUp() keeps nothing where the cache is off", async () => {
  const { ask, calls, store } = world();
  await ask({ identity: "i", folder: "off" });
  await ask({ identity: "i", folder: "off" });
  assertEquals(calls(), 2);
  assertEquals(store.texts.size, 0);
});

Deno.test("lookUp() lets the kubelet keep an answer from the cache only for the rest of its life", async () => {
  const { ask, clock } = world();
  await ask({ identity: "i" });
  clock.set(START + 1_800_000);
  const found = await ask({ identity: "i" }, 7_200_000);
  // A tenth of 1,800 s is kept back.
  assertEquals(found?.cacheDurationMs, 1_620_000);
  assertEquals(found?.credentials.password, "token-1");
});

Deno.test("lookUp() notes a miss, and no backend, where it shares the failure of another run", async () => {
  const store = memoryCacheStore();
  let calls = 0;
  const fail = () => {
    calls++;
    return Promise.reject(new ProviderError("BACKEND_DENIED", "refused"));
  };
  const source: CredentialSource = {
    perImage: false,
    secrets: [],
    identity: () => Promise.resolve("i"),
    getCredentials: fail,
  };
  const load = () =>
    Promise.resolve({
      provider: { section: transform(anything, () => source) },
    });
  const { rules, ...config } = configOf({ a: ["a.io"] });
  const loaded = {
    ...config,
    cacheFolder: "/run/x",
    rules: rules.map((one) => ({ ...one, provider: "one", section: {} })),
    file: { path: "/c", text: "", mode: 0o600 },
  };
  const runtime: Runtime = {
    ...memoryRuntime(),
    openCache: () => Promise.resolve(store),
  };
  const run = async () => {
    const notes = newNotes();
    const request = { image: imageOf("a.io/app") };
    const error = await assertRejects(
      () => lookUp(request, loaded, { one: load }, runtime, notes),
      ProviderError,
    );
    const { cache, backendMs } = notes;
    return { cache, backendMs, code: error.code };
  };
  const code = "BACKEND_DENIED";
  assertEquals(await run(), { cache: "miss", backendMs: 0, code });
  assertEquals(await run(), { cache: "miss", backendMs: undefined, code });
  assertEquals(calls, 1);
});
