/**
 * Cache entries in a folder of the node.
 * @module
 */
import { type CacheStore, NO_STORE } from "../cache_store.ts";
import { writeWhole } from "./new_file.ts";
import { isPrivate, makePrivateFolder, openLock } from "./private_folder.ts";
import { readRegularFile } from "./regular_file.ts";

const LARGEST_ENTRY = 64 * 1024;

/**
 * Opens a folder for cache entries, and makes it where it is missing.
 *
 * @param folder An absolute path.
 * @returns A store that keeps nothing, where the folder cannot be trusted; see
 * {@linkcode makePrivateFolder}.
 */
export async function openCacheStore(folder: string): Promise<CacheStore> {
  return await makePrivateFolder(folder) ? inFolder(folder) : NO_STORE;
}

function inFolder(folder: string): CacheStore {
  const pathOf = (name: string): string => `${folder}/${name}.json`;
  return {
    read: async (name) => {
      try {
        const file = await readRegularFile(
          pathOf(name),
          LARGEST_ENTRY,
          Deno.lstat,
        );
        return typeof file === "object" && isPrivate(file.facts)
          ? new TextDecoder().decode(file.bytes)
          : undefined;
      } catch {
        return undefined;
      }
    },
    write: (name, text) => replace(pathOf(name), text),
    tryExclusively: async (name, work) => {
      const file = await openLock(`${folder}/${name}.lock`);
      // Without a lock, asking the backend is better than not answering. The
      // same holds on a file system without locks.
      if (file === undefined) return { result: await work() };
      try {
        if (!await file.tryLock(true).catch(() => true)) return undefined;
        return { result: await work() };
      } finally {
        // The lock ends with the file.
        file.close();
      }
    },
    list: async () => {
      const names = new Set<string>();
      for await (const { name } of Deno.readDir(folder)) {
        const [, entry] = /^(.+)\.json(?:\.new)?$/.exec(name) ?? [];
        if (entry !== undefined) names.add(entry);
      }
      return [...names].sort();
    },
    remove: async (name) => {
      await discard(pathOf(name));
      // What a killed process left behind holds a secret as well.
      await discard(temporaryOf(pathOf(name)));
    },
  };
}

// Only the holder of the entry's lock writes it, so one temporary name is enough
// and a killed process leaves at most one such file.
async function replace(path: string, text: string): Promise<boolean> {
  const temporary = temporaryOf(path);
  try {
    await Deno.remove(temporary).catch(() => {});
    await writeWhole(temporary, text, 0o600);
    await Deno.rename(temporary, path);
    return true;
  } catch {
    await Deno.remove(temporary).catch(() => {});
    return false;
  }
}

function temporaryOf(path: string): string {
  return `${path}.new`;
}

async function discard(path: string): Promise<void> {
  try {
    // A folder may have the name of an entry.
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
