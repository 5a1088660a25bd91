/**
 * The files of a node as the AWS SDK sees them. The build puts this module in the
 * place of `node:fs` and `node:fs/promises` for what the SDK's search for
 * credentials imports.
 *
 * Whatever names a file, a variable, a profile or the SDK itself: it is opened
 * only where it is a regular file, and read up to a limit.
 * @module
 */
import { ProviderError } from "../errors.ts";
import { readRegularFile } from "./regular_file.ts";

/** Bytes; a token has a few KiB, and a config file seldom more. */
const LARGEST = 1024 * 1024;

/** What the SDK asks for: a name of an encoding, or options with one. */
type Encoding = string | { readonly encoding?: string };

/** Reads a file; as text where an encoding is given. */
export async function readFile(
  path: string,
  encoding?: Encoding,
): Promise<string | Uint8Array> {
  const file = await withNodeCode(readRegularFile(path, LARGEST));
  if (typeof file !== "object") throw refused(path);
  return decoded(file.bytes, encoding);
}

/** The same at once. */
export function readFileSync(
  path: string,
  encoding?: Encoding,
): string | Uint8Array {
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile || size > LARGEST) throw refused(path);
    return decoded(Deno.readFileSync(path), encoding);
  } catch (error) {
    throw nodeError(error);
  }
}

/** The SDK keeps a login that it renewed; the program may not write there. */
const refuse = () => Promise.reject(new Error("nothing is written"));
export const mkdir = refuse;
export const writeFile = refuse;

/** What it imports beside them, and does not use for credentials. */
export class ReadStream {}
export const createReadStream = refuse;
export const fstatSync = refuse;
export const lstatSync = refuse;

export const promises = { readFile, mkdir, writeFile };
export default promises;

// `toString()` gives text, whether bytes or text were asked for.
function decoded(
  bytes: Uint8Array,
  encoding: Encoding | undefined,
): string | Uint8Array {
  const text = new TextDecoder().decode(bytes);
  return encoding === undefined
    ? Object.assign(bytes, { toString: () => text })
    : text;
}

async function withNodeCode<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw nodeError(error);
  }
}

// The SDK, and `failure.ts` of the provider, know errors by the codes of Node.
function nodeError(error: unknown): unknown {
  const code = error instanceof Deno.errors.NotFound
    ? "ENOENT"
    : error instanceof Deno.errors.PermissionDenied
    ? "EACCES"
    : undefined;
  return code === undefined || !(error instanceof Error)
    ? error
    : Object.assign(error, { code });
}

function refused(path: string): ProviderError {
  return new ProviderError(
    "CLOUD_CREDENTIALS",
    `the AWS file ${path} is not a regular file, or has more than ${
      LARGEST / 1024
    } KiB: give a file, by the variable or the profile that names it`,
  );
}
