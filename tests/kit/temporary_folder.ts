/**
 * Folders that a test fills with whatever it likes.
 * @module
 */
import { assert } from "@std/assert";

/** Runs a test with an empty folder (0700) that is gone afterwards. */
export async function inFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The names in a folder, sorted. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  const names = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names.sort();
}

/** Makes a named pipe (0600), which whoever opens it waits at. */
export async function makePipe(path: string): Promise<void> {
  const args = ["-m", "600", path];
  const { success } = await new Deno.Command("mkfifo", { args }).output();
  assert(success, "mkfifo failed");
}
