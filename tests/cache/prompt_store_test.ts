import { assert, assertEquals } from "@std/assert";
import { promptStore } from "../../src/cache/prompt_store.ts";
import type { CacheStore } from "../../src/runtime/cache_store.ts";
import { memoryCacheStore } from "../kit/memory_cache_store.ts";

/** Work that never ends. */
const never = <T>() => new Promise<T>(() => {});

/** Pauses that pass as soon as somebody waits for them. */
function pauses() {
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    return Promise.resolve();
  };
  return { slept, sleep, passedMs: () => slept.reduce((a, b) => a + b, 0) };
}

/** A store of which some steps hang. */
function hanging(steps: Partial<CacheStore>): Promise<CacheStore> {
  return Promise.resolve({ ...memoryCacheStore(), ...steps });
}

Deno.test("promptStore() gives up a disk that hangs after 1.5 s, and keeps nothing from then on", async () => {
  const { sleep, slept, passedMs } = pauses();
  const read = () => {
    slept.length = 0;
    return never<undefined>();
  };
  const store = promptStore(hanging({ read }), sleep);
  assertEquals(await store.read("a"), undefined);
  assert(passedMs() >= 1_500 && passedMs() <= 2_000, `${passedMs()} ms`);
  // The disk itself would take it.
  assertEquals(await store.write("a", "text"), false);
});

Deno.test("promptStore() gives up a folder that cannot be opened in time", async () => {
  const store = promptStore(never(), pauses().sleep);
  assertEquals(await store.read("a"), undefined);
});

Deno.test("promptStore() waits as long as it takes for work that has begun", async () => {
  const { sleep, slept } = pauses();
  const store = promptStore(hanging({}), sleep);
  let count = 0;
  const turn = await store.tryExclusively("a", async () => {
    count++;
    const begun = slept.length;
    for (let turns = 0; turns < 1_000; turns++) await Promise.resolve();
    return slept.length - begun;
  });
  assertEquals(count, 1);
  // Nobody counts them any more.
  assert(turn !== undefined && turn.result < 7, `${turn?.result} pauses`);
});

Deno.test("promptStore() does work once whose lock comes too late", async () => {
  let lock = () => {};
  let count = 0;
  const tryExclusively = async <T>(_name: string, work: () => Promise<T>) => {
    await new Promise<void>((resolve) => lock = resolve);
    return { result: await work() };
  };
  const store = promptStore(hanging({ tryExclusively }), pauses().sleep);
  const turn = await store.tryExclusively("a", () => {
    count++;
    return Promise.resolve("done");
  });
  assertEquals(turn, { result: "done" });
  lock();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(count, 1);
});

Deno.test("promptStore() fails as the store does", async () => {
  const read = () => Promise.reject(new Error("broken"));
  const store = promptStore(hanging({ read }), pauses().sleep);
  assertEquals(
    await store.read("a").catch((error: Error) => error.message),
    "broken",
  );
});
