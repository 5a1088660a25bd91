/**
 * The effects, done by Deno.
 * @module
 */
import { readFrom, readRestingFile } from "./regular_file.ts";
import { sleep } from "./sleep.ts";
import type { Deadline, FileFailure, Runtime } from "../runtime.ts";

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
  async lstat(path) {
    try {
      const facts = await Deno.lstat(path);
      const { isFile, isDirectory, isSymlink, mode, uid, gid } = facts;
      return {
        kind: isSymlink
          ? "link"
          : isFile
          ? "file"
          : isDirectory
          ? "directory"
          : "other",
        mode: (mode ?? 0) & 0o7777,
        uid: uid ?? 0,
        gid: gid ?? 0,
      };
    } catch (error) {
      return failureOf(error);
    }
  },
  async readLink(path) {
    try {
      return { target: await Deno.readLink(path) };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  },
  async readPart(path, from, most) {
    try {
      const { isFile } = await Deno.stat(path);
      if (!isFile) return "failed";
      using file = await Deno.open(path);
      if (from > 0) await file.seek(from, Deno.SeekMode.Start);
      return await readFrom(file, most);
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
      return failureOf(error);
    }
  },
  async readFolder(path) {
    try {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(path)) names.push(name);
      return names.sort();
    } catch (error) {
      return failureOf(error);
    }
  },
  async writeNewFile(path, text) {
    try {
      const folder = path.slice(0, path.lastIndexOf("/"));
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
      return undefined;
    } catch (error) {
      return error instanceof Deno.errors.AlreadyExists
        ? "exists"
        : failureOf(error);
    }
  },
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

function failureOf(error: unknown): FileFailure {
  if (
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory
  ) return "missing";
  return error instanceof Deno.errors.PermissionDenied ? "denied" : "failed";
}
