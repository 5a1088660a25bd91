/**
 * Reading a small text file, with a message for everything that can be wrong.
 * @module
 */
import { type ErrorCode, ProviderError } from "./errors.ts";
import type { FileFailure, Runtime } from "./runtime.ts";

/** What a file is to its reader. */
export interface TextFileKind {
  /** What people call it: `the config file`. */
  readonly what: string;
  /** The code of the errors. */
  readonly code: ErrorCode;
  /** The most bytes that are read. */
  readonly most: number;
  /** What to do when it is missing, as the end of a sentence. */
  readonly remedy: string;
}

/** A text file that was read. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * Reads a whole file of UTF-8 text.
 *
 * Only a regular file is opened: a named pipe would block until the kubelet
 * kills the program.
 *
 * @throws {ProviderError} With the code of `kind` where the file is missing,
 * unreadable, a directory or a device, empty, too large or not UTF-8.
 */
export async function readTextFile(
  path: string,
  kind: TextFileKind,
  runtime: Runtime,
): Promise<TextFile> {
  const refuse = (fact: string): never => {
    throw new ProviderError(kind.code, `${kind.what} ${path} ${fact}`);
  };
  const facts = await runtime.stat(path);
  if (typeof facts === "string") return refuse(failureText(facts, kind));
  if (facts.kind === "directory") {
    return refuse("is a directory: give the path of a file");
  }
  if (facts.kind === "other") return refuse("is not a regular file");
  if (facts.size > kind.most) {
    return refuse(`has ${facts.size} bytes: the most is ${kind.most}`);
  }
  if (facts.size === 0) return refuse("is empty");
  const bytes = await runtime.readFile(path);
  if (typeof bytes === "string") return refuse(failureText(bytes, kind));
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuse("is not UTF-8 text");
  return { path, text, mode: facts.mode };
}

/** Text without its byte order mark, or `undefined` where it is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Tells whether every user of the machine may read or change the file. */
export function isOpenToOthers(mode: number): boolean {
  return (mode & 0o006) !== 0;
}

function failureText(failure: FileFailure, kind: TextFileKind): string {
  switch (failure) {
    case "missing":
      return `does not exist: ${kind.remedy}`;
    case "denied":
      return "may not be read by this user: run as root, as the kubelet does, or change its mode";
    case "failed":
      return "could not be read: the file system reports an error";
  }
}
