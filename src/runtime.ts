/**
 * The effects that the core and the providers may have. They come in as an
 * argument, so that a test can give its own and a reader sees all there are.
 * @module
 */

/** What is known of a file without reading it. */
export interface FileFacts {
  readonly kind: "file" | "directory" | "other";
  /** Bytes. */
  readonly size: number;
  /** Permission bits, such as `0o600`. */
  readonly mode: number;
}

/** Why a file could not be reached. */
export type FileFailure = "missing" | "denied" | "failed";

/** The world outside the program. */
export interface Runtime {
  /** Facts of a file, with symbolic links followed. */
  stat(path: string): Promise<FileFacts | FileFailure>;
  /** The bytes of a file. */
  readFile(path: string): Promise<Uint8Array | FileFailure>;
  /** The names in a folder, in byte order. */
  readFolder(path: string): Promise<readonly string[] | FileFailure>;
  /** An environment variable; `undefined` where it is not set. */
  env(name: string): string | undefined;
}
