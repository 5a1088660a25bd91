/**
 * The effects, done by Deno.
 * @module
 */
import type { FileFailure, Runtime } from "./runtime.ts";

/** The runtime of the compiled program. */
export const denoRuntime: Runtime = {
  async stat(path) {
    try {
      const { isFile, isDirectory, size, mode } = await Deno.stat(path);
      const kind = isFile ? "file" : isDirectory ? "directory" : "other";
      return { kind, size, mode: (mode ?? 0) & 0o7777 };
    } catch (error) {
      return failureOf(error);
    }
  },
  async readFile(path) {
    try {
      return await Deno.readFile(path);
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
  env: (name) => Deno.env.get(name),
};

function failureOf(error: unknown): FileFailure {
  if (
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory
  ) return "missing";
  return error instanceof Deno.errors.PermissionDenied ? "denied" : "failed";
}
