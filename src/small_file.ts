/**
 * Reading a small text file. `src/text_file.ts` has the words for what can be
 * wrong with one.
 * @module
 */
import type { FileFailure, Runtime } from "./runtime.ts";
import { decodeUtf8 } from "./utf8.ts";

/** A text file that was read. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
}

/** What is wrong with a file; a number is its size in bytes, which is too large. */
export type FileFault =
  | FileFailure
  | "directory"
  | "empty"
  | "no text"
  | "special"
  | number;

/**
 * Reads a whole file of UTF-8 text.
 *
 * Only a regular file is opened: a named pipe would block until the kubelet
 * kills the program.
 *
 * @param most The most bytes that are read.
 */
export async function readSmallFile(
  path: string,
  most: number,
  runtime: Runtime,
): Promise<TextFile | FileFault> {
  const facts = await runtime.stat(path);
  if (typeof facts === "string") return facts;
  const { kind, mode, size } = facts;
  if (kind !== "file") return kind === "directory" ? kind : "special";
  if (size > most) return size;
  if (size === 0) return "empty";
  const bytes = await runtime.readFile(path);
  if (typeof bytes === "string") return bytes;
  const text = decodeUtf8(bytes);
  return text === undefined ? "no text" : { path, text, mode };
}
