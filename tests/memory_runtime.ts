/**
 * A world of files and variables that exists only in memory.
 * @module
 */
import { NO_STORE } from "../src/cache_store.ts";
import type { FileFacts, FileFailure, Runtime } from "../src/runtime.ts";

/** A file by its content, with mode 0600; or something that is no readable file. */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode: number }
  | { readonly kind: "directory" | "other" }
  | FileFailureOf;

/** A file that fails: when it is looked at, or only when it is read. */
interface FileFailureOf {
  readonly failure: FileFailure;
  readonly whenRead?: boolean;
}

/** What there is in the world. */
export interface World {
  /** By absolute path. A folder's names are put together from these. */
  readonly files?: { readonly [path: string]: MemoryFile };
  readonly env?: { readonly [name: string]: string };
  /** Milliseconds since 1970; it stands still. */
  readonly now?: number;
}

/** The runtime of a world. */
export function memoryRuntime(
  { files = {}, env = {}, now = 0 }: World = {},
): Runtime {
  const namesIn = (folder: string) =>
    Object.keys(files)
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
      .filter((name) => !name.includes("/"));
  return {
    stat(path) {
      const file = files[path];
      if (file !== undefined) return Promise.resolve(factsOf(file));
      const isFolder = namesIn(path).length > 0;
      return Promise.resolve(
        isFolder
          ? { kind: "directory", size: 0, mode: 0o755, modifiedAt: 0 }
          : "missing",
      );
    },
    readFile(path) {
      const file = files[path];
      if (file === undefined) return Promise.resolve("missing");
      if (typeof file === "object" && "failure" in file) {
        return Promise.resolve(file.failure);
      }
      return Promise.resolve(bytesOf(file));
    },
    readFolder(path) {
      return Promise.resolve(namesIn(path).sort());
    },
    env: (name) => env[name],
    now: () => now,
    randomUuid: () => "00000000-0000-4000-8000-000000000000",
    hostname: () => "node-1",
    sleep: () => Promise.resolve(),
    fetch: () => Promise.reject(new TypeError("there is no network")),
    openCache: () => Promise.resolve(NO_STORE),
    writeNewFile: () => Promise.resolve("denied"),
    signal: new AbortController().signal,
    timeoutMs: 30_000,
  };
}

function factsOf(file: MemoryFile): FileFacts | FileFailure {
  if (typeof file === "object" && "failure" in file) {
    return file.whenRead
      ? { kind: "file", size: 1, mode: 0o600, modifiedAt: 0 }
      : file.failure;
  }
  if (typeof file === "object" && "kind" in file) {
    return { kind: file.kind, size: 4096, mode: 0o755, modifiedAt: 0 };
  }
  const mode = typeof file === "object" && "mode" in file ? file.mode : 0o600;
  const bytes = bytesOf(file);
  return { kind: "file", size: bytes.length, mode, modifiedAt: 0 };
}

function bytesOf(file: MemoryFile): Uint8Array {
  if (typeof file === "string") return new TextEncoder().encode(file);
  if (file instanceof Uint8Array) return file;
  if ("content" in file) return bytesOf(file.content);
  throw new Error("a test reads what is no file");
}
