/**
 * An entry that was cut off while it was written. `make stress` cuts it at every
 * byte; tests/cache/entry_test.ts does so without the program.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fill, passwordOf, withCaching } from "../kit/caching.ts";
import { IS_STRESS } from "../kit/stress.ts";

/** So many at once, each with an entry of its own. */
const WORKERS = 2;

/** From one cut to the next, in bytes. */
const STEP = IS_STRESS ? 1 : 23;

/** Tears an entry at every so many bytes, from the first one on. */
async function tear(first: number): Promise<void> {
  await withCaching(async ({ ask, backend, ...caching }) => {
    const { path } = await fill({ ask, backend, ...caching });
    const whole = await Deno.readFile(path);
    assert(whole.length > 300, "there is no entry to tear");
    // The line feed at the end is no part of the entry.
    const last = whole.length - 2;
    const cut = async (length: number) => {
      await Deno.writeFile(path, whole.subarray(0, length));
      const calls = backend.calls();
      assertEquals(passwordOf(await ask()), backend.last(), `${length} bytes`);
      assertEquals(backend.calls(), calls + 1, `${length} bytes`);
    };
    for (let length = first; length < last; length += WORKERS * STEP) {
      await cut(length);
    }
    await cut(last);
  });
}

Deno.test("cache: an entry that is torn at any byte is not used", async () => {
  await Promise.all(
    Array.from({ length: WORKERS }, (_, worker) => tear(worker * STEP)),
  );
});
