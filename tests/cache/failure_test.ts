/**
 * Who shares a failure of the backend, and who asks again.
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { entryName } from "../../src/cache/entry.ts";
import { encodeFailure } from "../../src/cache/failure.ts";
import { fromCache } from "../../src/cache/credential_cache.ts";
import { type ErrorCode, ProviderError } from "../../src/runtime/errors.ts";
import { memoryCacheStore, memoryClock } from "../kit/memory_cache_store.ts";

const START = Date.UTC(2026, 0, 1);
const WORDS = "it is refused";

/** A backend that fails after a time, for processes that begin when they are told to. */
function world(delayMs = 500, code: ErrorCode = "BACKEND_UNAVAILABLE") {
  const store = memoryCacheStore();
  const clock = memoryClock(START);
  let calls = 0;
  /** Begins a process now. */
  const begin = () => {
    const bornMs = clock.passedMs();
    const ageMs = () => clock.passedMs() - bornMs;
    const fetch = async () => {
      calls++;
      await clock.sleep(delayMs);
      throw new ProviderError(code, `${WORDS} ${calls}`);
    };
    const request = { rule: "ecr", key: "key", fetch };
    const failed = fromCache(request, store, { ...clock, ageMs })
      .then(() => "none", ({ message, code }) => `${message} [${code}]`);
    return failed;
  };
  return { store, clock, begin, calls: () => calls };
}

for (const code of ["BACKEND_UNAVAILABLE", "BACKEND_DENIED"] as const) {
  Deno.test(`fromCache() asks once for 110 who want the same while the backend fails with ${code}`, async () => {
    const { clock, begin, calls } = world(500, code);
    const failures = await clock.finish(
      Promise.all(Array.from({ length: 110 }, begin)),
    );
    assertEquals(new Set(failures), new Set([`${WORDS} 1 [${code}]`]));
    assertEquals(calls(), 1);
    assert(clock.passedMs() <= 500 + 2_000, `${clock.passedMs()}`);
  });
}

Deno.test("fromCache() shares a failure that takes longer than a third of a run", async () => {
  const { clock, begin, calls } = world(9_900);
  await clock.finish(Promise.all(Array.from({ length: 110 }, begin)));
  assertEquals(calls(), 1);
});

Deno.test("fromCache() asks again in a process that begins after the failure", async () => {
  const { clock, begin, calls } = world();
  await clock.finish(begin());
  await clock.finish(clock.sleep(1));
  assertEquals(
    await clock.finish(begin()),
    `${WORDS} 2 [BACKEND_UNAVAILABLE]`,
  );
  assertEquals(calls(), 2);
});

Deno.test("fromCache() shares the failure with a process that began before it and looks after it", async () => {
  const { clock, store, begin, calls } = world();
  await clock.finish(Promise.all([
    begin(),
    // It is slow to start: it began before the failure, and looks only now.
    clock.sleep(3_000).then(() =>
      assertRejects(
        () =>
          fromCache(
            { rule: "ecr", key: "key", fetch: () => Promise.reject("asked") },
            store,
            { ...clock, ageMs: () => 3_000 },
          ),
        ProviderError,
        `${WORDS} 1`,
      )
    ),
  ]));
  assertEquals(calls(), 1);
});

Deno.test("fromCache() shares no failure of another key, another form or from the future", async () => {
  const note = (changes: object) => {
    const whole = {
      key: "key",
      at: START,
      code: "BACKEND_DENIED",
      message: "",
    };
    return encodeFailure({ ...whole, ...changes } as never);
  };
  const foreign = [
    note({ key: "other" }),
    note({ at: START + 1 }),
    note({ at: START - 1 }),
    note({ at: "0" }),
    note({ code: undefined }),
    note({ code: "BACKEND\nDENIED" }),
    note({ message: 1 }),
    note({}).replace('"version":1', '"version":2'),
    note({}).slice(0, -3),
    "null",
    "[]",
  ];
  for (const text of foreign) {
    const { clock, store, begin, calls } = world();
    store.texts.set(entryName("key"), text);
    await clock.finish(begin());
    assertEquals(calls(), 1, text);
  }
  const { clock, store, begin, calls } = world();
  store.texts.set(entryName("key"), note({}));
  assertEquals(await clock.finish(begin()), " [BACKEND_DENIED]");
  assertEquals(calls(), 0);
});

Deno.test("fromCache() does not tell others that its own time is over", async () => {
  const { clock, begin, calls } = world(500, "DEADLINE_EXCEEDED");
  await clock.finish(Promise.all([begin(), begin()]));
  assertEquals(calls(), 2);
});

Deno.test("fromCache() asks where the one that it waited for has died, and tells nothing", async () => {
  const { clock, store, begin, calls } = world();
  store.held.add(entryName("key"));
  await clock.finish(Promise.all([
    begin(),
    clock.sleep(1_000).then(() => store.held.clear()),
  ]));
  assertEquals(calls(), 1);
});

Deno.test("fromCache() keeps of a failure its code, its words and its time", async () => {
  const { clock, store, begin } = world();
  await clock.finish(begin());
  const { told, ...rest } = JSON.parse(store.texts.get(entryName("key")) ?? "");
  assertEquals(rest, { version: 1 });
  assertEquals(told, {
    key: "key",
    at: START + 500,
    code: "BACKEND_UNAVAILABLE",
    message: `${WORDS} 1`,
  });
});
