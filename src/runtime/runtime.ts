/**
 * The effects that the core and the providers may have. They come in as an
 * argument, so that a test can give its own and a reader sees all there are.
 * @module
 */
import type { CacheStore } from "./cache_store.ts";
import type { LogFolder } from "./log_folder.ts";

/** What is known of a file without reading it. */
export interface FileFacts {
  readonly kind: "file" | "directory" | "other";
  /** Bytes. */
  readonly size: number;
  /** Permission bits, such as `0o600`. */
  readonly mode: number;
  /** Milliseconds since 1970 of the last change; 0 where it is not known. */
  readonly modifiedAt: number;
}

/** What is known of a file where a symbolic link is not followed. */
export interface LinkFacts {
  readonly kind: FileFacts["kind"] | "link";
  /** Permission bits, with the sticky bit `0o1000`. */
  readonly mode: number;
  /** Numbers of the owner and of the group. */
  readonly uid: number;
  readonly gid: number;
}

/** Why a file could not be reached. */
export type FileFailure = "missing" | "denied" | "failed";

/** Why a file is not read; a number is its size in bytes, which is too large. */
export type ReadFault =
  | FileFailure
  | "directory"
  | "special"
  /** It was written to while it was read. */
  | "changing"
  | number;

/** A file that was read. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** How much time there is. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** The time of the whole run, in milliseconds. */
  readonly timeoutMs: number;
}

/** How a request reaches its host, where it is not as usual. */
export interface Connection {
  /** Certificates in PEM that are trusted beside the system's. */
  readonly authorities: string | undefined;
  /** Whether it is for this machine or its own network, and no proxy of the environment sees it. */
  readonly withoutProxy: boolean;
}

/** The world outside the program. */
export interface Runtime extends Deadline {
  /** Facts of a file, with symbolic links followed. */
  stat(path: string): Promise<FileFacts | FileFailure>;
  /** Facts of a file, with its last symbolic link not followed. */
  lstat(path: string): Promise<LinkFacts | FileFailure>;
  /** Where a symbolic link leads to, as it is written. */
  readLink(
    path: string,
  ): Promise<{ readonly target: string } | { readonly failure: FileFailure }>;
  /** The bytes of a regular file from one on, at most so many. Nothing else is opened. */
  readPart(
    path: string,
    from: number,
    most: number,
  ): Promise<Uint8Array | FileFailure>;
  /**
   * The whole of a regular file, as it was at one moment. Nothing else is opened.
   *
   * @param most The most bytes that are read.
   */
  readFile(path: string, most: number): Promise<FileContent | ReadFault>;
  /** The names in a folder, in byte order. */
  readFolder(path: string): Promise<readonly string[] | FileFailure>;
  /**
   * Writes a file that was not there, readable only by this user (0600).
   *
   * @returns Why it was not written; `undefined` where it was.
   */
  writeNewFile(
    path: string,
    text: string,
  ): Promise<"exists" | FileFailure | undefined>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since this process began, by a clock that nobody sets. */
  ageMs(): number;
  /** Milliseconds since the node was started, in whole seconds; nobody sets this clock. */
  uptimeMs(): number;
  /** A random UUID (RFC 9562, version 4). */
  randomUuid(): string;
  /** The architecture that the program was built for, as `uname -m` names it. */
  readonly machine: string;
  /** The path of this program, without symbolic links. */
  executable(): string;
  /** The number of the user who runs it. */
  user(): number;
  /** The name of this machine. */
  hostname(): string;
  /** Lets time pass. */
  sleep(ms: number): Promise<void>;
  /** Sends a request; see the Fetch standard. */
  fetch(
    url: string,
    init: RequestInit,
    connection?: Connection,
  ): Promise<Response>;
  /** A place for cached credentials; one that keeps nothing where the folder cannot be trusted. */
  openCache(folder: string): Promise<CacheStore>;
  /** A folder with a log; `undefined` where the folder cannot be trusted. */
  openLog(folder: string): Promise<LogFolder | undefined>;
  /**
   * Replaces a file that everybody may read (0644) in one step, while no other
   * process does. Folders on the way to it can be entered by everybody
   * afterwards.
   *
   * @param change Gets the text; an empty one where there is no file, and where
   * it cannot be trusted: a symbolic link, another owner, writable by others,
   * too large, not UTF-8.
   * @returns `false` where it is not replaced: the folder cannot be trusted, or
   * others held the file for too long.
   * @throws Where it cannot be written.
   */
  updateOpenFile(
    path: string,
    change: (text: string) => string,
  ): Promise<boolean>;
  /** An environment variable; `undefined` where it is not set. */
  env(name: string): string | undefined;
}
