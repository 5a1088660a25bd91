/**
 * Reading a file that others may change, replace or make grow meanwhile.
 * @module
 */
import type { ReadFault } from "../runtime.ts";

/** Reading again once is enough for a file that is seldom written. */
const TRIES = 2;

/** How long nobody may have written to a file that counts as whole, in milliseconds. */
const REST_MS = 20;

/** How many times a file that has just been written to is looked at again. */
const RESTS = 15;

/** A file that was read. */
export interface RegularFile {
  readonly bytes: Uint8Array;
  readonly facts: Deno.FileInfo;
}

/**
 * The whole of a regular file, as it was at one moment.
 *
 * Nothing else is opened, because opening a named pipe blocks; Deno cannot open
 * without blocking, so what takes the place of the file between the look and the
 * opening may still block, and nothing is read of it.
 *
 * @param most The most bytes that are read, however the file grows.
 * @param look `Deno.lstat` where a symbolic link is not followed.
 * @throws Where it cannot be looked at, opened or read.
 */
export async function readRegularFile(
  path: string,
  most: number,
  look: typeof Deno.stat = Deno.stat,
): Promise<RegularFile | ReadFault> {
  for (let left = TRIES; left > 0; left--) {
    const fault = faultOf(await look(path), most);
    if (fault !== undefined) return fault;
    using file = await Deno.open(path);
    const read = await readOpened(file, most);
    if (read !== "changing") return read;
  }
  return "changing";
}

/**
 * As {@linkcode readRegularFile} for a file that somebody may be rewriting in place: who writes it in
 * pieces may pause between two of them, so what was written only now is read
 * again after a rest.
 */
export async function readRestingFile(
  path: string,
  most: number,
  sleep: (ms: number) => Promise<void>,
  now: () => number = Date.now,
): Promise<RegularFile | ReadFault> {
  for (let left = RESTS; left > 0; left--) {
    const file = await readRegularFile(path, most);
    const isWhole = typeof file === "object"
      ? hasRested(file.facts, now())
      : file !== "changing";
    if (isWhole) return file;
    await sleep(REST_MS);
  }
  return "changing";
}

// A time in the future is that of another clock, and tells nothing.
function hasRested({ mtime }: Deno.FileInfo, now: number): boolean {
  const ageMs = now - (mtime?.getTime() ?? 0);
  return ageMs >= REST_MS || ageMs < 0;
}

/** As {@linkcode readRegularFile} for a file that is open, in one try. */
export async function readOpened(
  file: Pick<Deno.FsFile, "read" | "stat">,
  most: number,
): Promise<RegularFile | ReadFault> {
  const facts = await file.stat();
  const fault = faultOf(facts, most);
  if (fault !== undefined) return fault;
  const bytes = await readFrom(file, facts.size);
  const isSame = isUnchanged(facts, await file.stat(), bytes.length);
  return isSame ? { bytes, facts } : "changing";
}

function faultOf(facts: Deno.FileInfo, most: number): ReadFault | undefined {
  const { isFile, isDirectory, size } = facts;
  if (!isFile) return isDirectory ? "directory" : "special";
  return size > most ? size : undefined;
}

/** What an open file holds from its place on, at most so many bytes. */
export async function readFrom(
  file: Pick<Deno.FsFile, "read">,
  most: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(most);
  let length = 0;
  while (length < most) {
    const count = await file.read(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

function isUnchanged(
  before: Deno.FileInfo,
  after: Deno.FileInfo,
  length: number,
): boolean {
  return before.size === length && after.size === length &&
    before.mtime?.getTime() === after.mtime?.getTime();
}
