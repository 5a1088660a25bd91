/**
 * Reading a small text file. `src/format/text_file.ts` has the words for what can be
 * wrong with one.
 * @module
 */
import type { ReadFault, Runtime } from "../runtime/runtime.ts";
import { decodeUtf8 } from "./utf8.ts";

/** A text file that was read. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
}

/** What is wrong with a file. */
export type FileFault = ReadFault | "empty" | "no text";

/**
 * Reads a whole file of UTF-8 text; see `Runtime.readFile()`.
 *
 * @param most The most bytes that are read.
 */
export async function readSmallFile(
  path: string,
  most: number,
  runtime: Runtime,
): Promise<TextFile | FileFault> {
  const file = await runtime.readFile(path, most);
  if (typeof file !== "object") return file;
  const { bytes, mode } = file;
  if (bytes.length === 0) return "empty";
  const text = decodeUtf8(bytes);
  return text === undefined ? "no text" : { path, text, mode };
}
