/**
 * A file that is made and written whole.
 * @module
 */
import { failBeyondSizeLimit } from "./size_limit.ts";

/**
 * Writes a file that was not there. `Deno.writeTextFile` would do the same, and
 * the runtime compiles its streams for it.
 *
 * @throws Where it is there, or cannot be written whole; a piece may be left.
 */
export async function writeWhole(
  path: string,
  text: string,
  mode: number,
): Promise<void> {
  failBeyondSizeLimit();
  using file = await Deno.open(path, { createNew: true, write: true, mode });
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(await file.write(rest));
}
