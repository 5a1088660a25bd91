/**
 * Many runs at once: one asks, and the others wait, but not for ever.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  answerWith,
  fill,
  HOST,
  IMAGE,
  passwordOf,
  startHolder,
  withCaching,
} from "../kit/caching.ts";
import { note } from "../kit/stress.ts";

/** The longest there is: a machine that runs other tests as well may be slow. */
const PATIENT = ["--timeout=55s"];

for (const delayMs of [0, 500]) {
  Deno.test(`cache: 110 images of one registry asked at once get 110 right answers with 1 call to a backend that takes ${delayMs} ms`, async () => {
    await withCaching(async ({ ask, backend }) => {
      backend.behaviour.delayMs = delayMs;
      const images = Array.from(
        { length: 110 },
        (_, at) => `${HOST}/app-${at}`,
      );
      const results = await Promise.all(
        images.map((image) => ask(image, PATIENT)),
      );
      const expected = answerWith(backend.last());
      for (const result of results) assertEquals(result, expected);
      assertEquals(results.length, 110);
      assertEquals(backend.calls(), 1);
      await note(
        `110 images at once, of a backend that takes ${delayMs} ms: one call`,
        `${results.length} right answers, ${backend.calls()} call`,
      );
    });
  });
}

Deno.test("cache: many keys asked at once do not mix, and each is asked once", async () => {
  await withCaching(async ({ ask, backend }) => {
    backend.behaviour.delayMs = 200;
    const keys = [1, 2, 3, 4].flatMap((key) =>
      [1, 2, 3].map((zone) => [`AKIA${key}`, `eu-west-${zone}`] as const)
    );
    const crowd = [1, 2, 3, 4, 5].flatMap(() => keys);
    const results = await Promise.all(
      crowd.map(([key, region]) =>
        ask(IMAGE.replace("eu-west-1", region), PATIENT, {
          env: { AWS_ACCESS_KEY_ID: key },
        })
      ),
    );
    results.forEach((result, at) => {
      const [key, region] = crowd[at] ?? [];
      const password = passwordOf(result);
      // The backend writes into a token who asked for it, and where.
      assert(password.startsWith(`CANARY.${key}.${region}.`), password);
      assert(backend.given.has(password), "no token of the backend");
    });
    assertEquals(backend.calls(), keys.length);
  });
});

Deno.test("cache: a holder of the lock that hangs delays 10 runs no longer than their wait, and one asks for all", async () => {
  await withCaching(async (caching) => {
    const { backend, ask } = caching;
    const { path, lock } = await fill(caching);
    await Deno.remove(path);
    // This process holds it, and never lets it go.
    using file = await Deno.open(lock, { write: true });
    await file.lock(true);
    // They wait for two thirds of the time.
    const results = await Promise.all(
      Array.from({ length: 10 }, () => ask(IMAGE, ["--timeout=18s"])),
    );
    for (const result of results) {
      assertEquals(result, answerWith(backend.last()));
    }
    assertEquals(backend.calls(), 2);
    assertEquals(await ask(IMAGE, ["--timeout=6s"]), results[0]);
    assertEquals(backend.calls(), 2);
  });
});

Deno.test("cache: a holder of the lock that was killed delays nobody", async () => {
  await withCaching(async (caching) => {
    const { backend, ask } = caching;
    const { holder, release } = await startHolder(caching);
    const waiting = ask(IMAGE, ["--timeout=55s"]);
    holder.kill("SIGKILL");
    assertEquals((await holder.status).signal, "SIGKILL");
    const before = Date.now();
    assertEquals(await waiting, answerWith(backend.last()));
    // A holder that hangs would delay it for 36 s.
    assert(Date.now() - before < 30_000, "it waited for a dead process");
    release();
  });
});

Deno.test("cache: a run that was stopped while it asks delays the next no longer than its wait", async () => {
  await withCaching(async (caching) => {
    const { backend, ask } = caching;
    const { holder, release } = await startHolder(caching);
    holder.kill("SIGSTOP");
    try {
      const result = await ask(IMAGE, ["--timeout=12s"]);
      assertEquals(result, answerWith(backend.last()));
      assertEquals(backend.runs(), 2);
    } finally {
      holder.kill("SIGKILL");
      await holder.status;
      release();
    }
  });
});
