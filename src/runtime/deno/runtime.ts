/**
 * The effects, done by Deno.
 * @module
 */
import { readRestingFile } from "./regular_file.ts";
import { sleep } from "./sleep.ts";
import { failureOf } from "./file_failure.ts";
import type { Deadline, Runtime } from "../runtime.ts";

/**
 * The runtime of the compiled program.
 *
 * From here on two variables are gone that `node:http` and `node:https` obey, with
 * which the AWS SDK searches for credentials: one stops the check of
 * certificates, the other sends the token for a container's credentials to a
 * proxy. `fetch` obeys neither.
 */
export function denoRuntime(deadline: Deadline): Runtime {
  for (const name of ["NODE_TLS_REJECT_UNAUTHORIZED", "NODE_USE_ENV_PROXY"]) {
    Deno.env.delete(name);
  }
  return { ...effects, ...deadline };
}

const effects: Omit<Runtime, keyof Deadline> = {
  async stat(path) {
    try {
      const { isFile, isDirectory, size, mode, mtime } = await Deno.stat(path);
      const kind = isFile ? "file" : isDirectory ? "directory" : "other";
      const modifiedAt = mtime?.getTime() ?? 0;
      return { kind, size, mode: (mode ?? 0) & 0o7777, modifiedAt };
    } catch (error) {
      return failureOf(error);
    }
  },
  async readFile(path, most) {
    try {
      const file = await readRestingFile(path, most, effects.sleep);
      return typeof file === "object"
        ? { bytes: file.bytes, mode: (file.facts.mode ?? 0) & 0o7777 }
        : file;
    } catch (error) {
      // Below /proc, /sys and /dev Deno opens little without every right.
      return error instanceof Deno.errors.NotCapable
        ? "special"
        : failureOf(error);
    }
  },
  lstat: async (path) => (await rareFiles()).lstat(path),
  readLink: async (path) => (await rareFiles()).readLink(path),
  readPart: async (...part) => (await rareFiles()).readPart(...part),
  readFolder: async (path) => (await rareFiles()).readFolder(path),
  writeNewFile: async (path, text) =>
    (await rareFiles()).writeNewFile(path, text),
  sleep,
  fetch: async (url, init, connection) => {
    if (connection === undefined) return await fetch(url, init);
    const { fetchOver } = await import("./connection.ts");
    return await fetchOver(url, init, connection);
  },
  openCache: async (folder) => {
    const { openCacheStore } = await import("./cache_store.ts");
    return await openCacheStore(folder);
  },
  openLog: async (folder) => {
    const { openLogFolder } = await import("./log_folder.ts");
    return await openLogFolder(folder);
  },
  updateOpenFile: async (path, change) => {
    const { updateOpenFile } = await import("./open_file.ts");
    return await updateOpenFile(path, change);
  },
  now: () => Date.now(),
  ageMs: () => performance.now(),
  uptimeMs: () => Deno.osUptime() * 1_000,
  randomUuid: () => crypto.randomUUID(),
  machine: Deno.build.arch,
  executable: () => Deno.execPath(),
  user: () => Deno.uid() ?? 0,
  hostname: () => Deno.hostname(),
  env: (name) => Deno.env.get(name),
};

// What only commands and checks of a few configs do with files.
async function rareFiles(): Promise<
  typeof import("./rare_files.ts").RARE_FILES
> {
  return (await import("./rare_files.ts")).RARE_FILES;
}
