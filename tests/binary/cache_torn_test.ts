/**
 * An entry that was cut off while it was written, at every byte.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fill, passwordOf, withCaching } from "../kit/caching.ts";

/** Tears an entry at every second byte, from the first one on. */
async function tear(first: number): Promise<void> {
  await withCaching(async ({ ask, backend, ...caching }) => {
    const { path } = await fill({ ask, backend, ...caching });
    const whole = await Deno.readFile(path);
    assert(whole.length > 300, "there is no entry to tear");
    // The line feed at the end is no part of the entry.
    for (let length = first; length < whole.length - 1; length += 2) {
      await Deno.writeFile(path, whole.subarray(0, length));
      const calls = backend.calls();
      assertEquals(passwordOf(await ask()), backend.last(), `${length} bytes`);
      assertEquals(backend.calls(), calls + 1, `${length} bytes`);
    }
  });
}

Deno.test("cache: an entry that is torn at any byte is not used", async () => {
  await Promise.all([tear(0), tear(1)]);
});
