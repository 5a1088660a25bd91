/**
 * What few runs do with files, loaded by those that do it.
 * @module
 */
import { failureOf } from "./file_failure.ts";
import { readFrom } from "./regular_file.ts";
import type { Runtime } from "../runtime.ts";

/** These functions of the runtime. */
export const RARE_FILES: Pick<
  Runtime,
  "lstat" | "readFolder" | "readLink" | "readPart" | "writeNewFile"
> = {
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
};
