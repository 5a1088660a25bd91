/**
 * Reading a small text file, with a message for everything that can be wrong.
 * @module
 */
import { type ErrorCode, ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type FileFault, readSmallFile, type TextFile } from "./small_file.ts";

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

/**
 * Reads a whole file of UTF-8 text.
 *
 * @throws {ProviderError} With the code of `kind` where the file is missing,
 * unreadable, a directory or a device, changing, empty, too large or not UTF-8.
 */
export async function readTextFile(
  path: string,
  kind: TextFileKind,
  runtime: Runtime,
): Promise<TextFile> {
  const file = await readSmallFile(path, kind.most, runtime);
  if (typeof file === "object") return file;
  throw fileRefused(path, file, kind, runtime);
}

/** The failure that belongs to a fault of a file. */
export function fileRefused(
  path: string,
  fault: FileFault,
  kind: TextFileKind,
  runtime: Pick<Runtime, "user">,
): ProviderError {
  return new ProviderError(
    kind.code,
    `${kind.what} ${path} ${faultText(fault, kind, runtime.user())}`,
  );
}

/** Tells whether every user of the machine may read or change the file. */
export function isOpenToOthers(mode: number): boolean {
  return (mode & 0o006) !== 0;
}

function faultText(
  fault: FileFault,
  { most, remedy }: TextFileKind,
  user: number,
): string {
  switch (fault) {
    case "missing":
      return `does not exist: ${remedy}`;
    case "denied":
      return `cannot be read by user ${user}: run as root, as the kubelet does, or let this user read it and enter its folder`;
    case "failed":
      return "could not be read: the file system reports an error";
    case "directory":
      return "is a directory: give the path of a file";
    case "special":
      return "is not a regular file: give the path of one";
    case "changing":
      return "is written to while it is read: write a new file and rename it, or try again";
    case "empty":
      return "is empty";
    case "no text":
      return "is not UTF-8 text";
    default:
      return `has ${fault} bytes: the most is ${most}`;
  }
}
