/**
 * A world of files and variables that exists only in memory.
 * @module
 */
import { NO_STORE } from "../../src/runtime/cache_store.ts";
import type {
  FileFacts,
  FileFailure,
  LinkFacts,
  Runtime,
} from "../../src/runtime/runtime.ts";

/** A file by its content, with mode 0600; or something that is no readable file. */
export type MemoryFile =
  | string
  | Uint8Array
  | ContentOf
  | { readonly kind: "directory" | "other"; readonly mode?: number } & Owner
  | { readonly link: string } & Owner
  | FileFailureOf;

/** Whose something is; root's where nothing is given. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

interface ContentOf extends Owner {
  readonly content: string | Uint8Array;
  readonly mode?: number;
  readonly modifiedAt?: number;
}

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
  /** Who runs the program; root where nobody is given. */
  readonly user?: number;
  /** The path of the program. */
  readonly executable?: string;
}

/** The runtime of a world. */
export function memoryRuntime(
  {
    files = {},
    env = {},
    now = 0,
    user = 0,
    executable = "/plugins/registry-credential-provider",
  }: World = {},
): Runtime {
  const namesIn = (folder: string) =>
    Object.keys(files)
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
      .filter((name) => !name.includes("/"));
  return {
    lstat(path) {
      const file = files[path];
      if (file !== undefined) return Promise.resolve(linkFactsOf(file));
      const isFolder = path === "/" ||
        Object.keys(files).some((one) => one.startsWith(`${path}/`));
      return Promise.resolve(
        isFolder
          ? { kind: "directory", mode: 0o755, uid: 0, gid: 0 }
          : "missing",
      );
    },
    readLink(path) {
      const file = files[path];
      return Promise.resolve(
        typeof file === "object" && "link" in file
          ? { target: file.link }
          : { failure: "failed" },
      );
    },
    async readPart(path, from, most) {
      const file = await this.readFile(path, Infinity);
      if (typeof file === "object") {
        return file.bytes.subarray(from, from + most);
      }
      return file === "missing" || file === "denied" ? file : "failed";
    },
    machine: "x86_64",
    stat(path) {
      const file = files[path];
      if (typeof file === "object" && "link" in file) {
        return this.stat(file.link);
      }
      if (file !== undefined) return Promise.resolve(factsOf(file));
      const isFolder = namesIn(path).length > 0;
      return Promise.resolve(
        isFolder
          ? { kind: "directory", size: 0, mode: 0o755, modifiedAt: 0 }
          : "missing",
      );
    },
    async readFile(path, most) {
      const file = files[path];
      if (typeof file === "object" && "link" in file) {
        return this.readFile(file.link, most);
      }
      const facts = await this.stat(path);
      if (typeof facts === "string") return facts;
      const { kind, mode, size } = facts;
      if (kind !== "file") return kind === "directory" ? kind : "special";
      if (size > most) return size;
      if (file === undefined) return "missing";
      return typeof file === "object" && "failure" in file
        ? file.failure
        : { bytes: bytesOf(file), mode };
    },
    readFolder(path) {
      return Promise.resolve(namesIn(path).sort());
    },
    env: (name) => env[name],
    now: () => now,
    ageMs: () => 0,
    uptimeMs: () => 0,
    randomUuid: () => "00000000-0000-4000-8000-000000000000",
    executable: () => executable,
    user: () => user,
    hostname: () => "node-1",
    sleep: () => Promise.resolve(),
    fetch: () => Promise.reject(new TypeError("there is no network")),
    openCache: () => Promise.resolve(NO_STORE),
    openLog: () => Promise.resolve(undefined),
    updateOpenFile: () => Promise.resolve(false),
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
    const { kind, mode = 0o755 } = file;
    return { kind, size: 4096, mode, modifiedAt: 0 };
  }
  const { mode = 0o600, modifiedAt = 0 }: Partial<ContentOf> =
    typeof file === "object" && "content" in file ? file : {};
  const bytes = bytesOf(file);
  return { kind: "file", size: bytes.length, mode, modifiedAt };
}

function linkFactsOf(file: MemoryFile): LinkFacts | FileFailure {
  const { uid = 0, gid = 0 }: Owner =
    typeof file === "object" && !(file instanceof Uint8Array) &&
      !("failure" in file)
      ? file
      : {};
  if (typeof file === "object" && "link" in file) {
    return { kind: "link", mode: 0o777, uid, gid };
  }
  const facts = factsOf(file);
  if (typeof facts === "string") return facts;
  return { kind: facts.kind, mode: facts.mode, uid, gid };
}

function bytesOf(file: MemoryFile): Uint8Array {
  if (typeof file === "string") return new TextEncoder().encode(file);
  if (file instanceof Uint8Array) return file;
  if ("content" in file) return bytesOf(file.content);
  throw new Error("a test reads what is no file");
}
