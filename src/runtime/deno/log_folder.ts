/**
 * A log in files of a folder of the node: `audit.jsonl` is written, and
 * `audit.1.jsonl`, `audit.2.jsonl` and so on are full, the first the newest.
 * @module
 */
import { isPrivate, makePrivateFolder, openLock } from "./private_folder.ts";
import { failBeyondSizeLimit } from "./size_limit.ts";
import type { LogFolder, LogLimits } from "../log_folder.ts";

const LINE_FEED = 0x0a;

/** How many times a line is written that another process has run into. */
const TRIES = 3;

/**
 * Opens the folder of a log, and makes it where it is missing.
 *
 * @param folder An absolute path.
 * @returns `undefined` where the folder cannot be trusted with a log; see
 * {@linkcode makePrivateFolder}.
 */
export async function openLogFolder(
  folder: string,
): Promise<LogFolder | undefined> {
  if (!await makePrivateFolder(folder)) return undefined;
  const pathOf = (number: number): string =>
    `${folder}/audit${number === 0 ? "" : `.${number}`}.jsonl`;
  return {
    append: async (line, limits) => {
      const { length } = new TextEncoder().encode(`${line}\n`);
      if (await isFull(pathOf(0), length, limits)) {
        await rotate(`${folder}/audit.lock`, pathOf, length, limits);
      }
      await append(pathOf(0), line);
    },
    read: async function* () {
      const numbers = [0];
      for await (const { name } of Deno.readDir(folder)) {
        const [, number] = /^audit\.([1-9]\d*)\.jsonl$/.exec(name) ?? [];
        if (number !== undefined) numbers.push(Number(number));
      }
      numbers.sort((a, b) => b - a);
      for (const number of numbers) yield await readOwn(pathOf(number));
    },
  };
}

// One write of a file that is open for appending goes to its end as a whole,
// whoever else writes: so no lock is needed, and a killed process leaves none.
// Only a full disk takes a part of it, and leaves half a line.
async function append(path: string, line: string): Promise<void> {
  const facts = await factsOf(path);
  if (facts !== undefined && !(facts.isFile && isPrivate(facts))) {
    await Deno.remove(path);
  }
  failBeyondSizeLimit();
  using file = await Deno.open(path, {
    append: true,
    create: true,
    mode: 0o600,
    read: true,
  });
  for (let left = TRIES; left > 0; left--) {
    const { size } = await file.stat();
    const separator = await endsLine(file, size) ? "" : "\n";
    const bytes = new TextEncoder().encode(`${separator}${line}\n`);
    if (await file.write(bytes) < bytes.length) continue;
    // Another process may have left half a line since.
    const end = await file.seek(0, Deno.SeekMode.Current);
    if (separator !== "" || await endsLine(file, end - bytes.length)) return;
  }
  throw new Error("the disk does not take a whole line");
}

async function endsLine(file: Deno.FsFile, size: number): Promise<boolean> {
  if (size === 0) return true;
  await file.seek(size - 1, Deno.SeekMode.Start);
  const last = new Uint8Array(1);
  await file.read(last);
  return last[0] === LINE_FEED;
}

// Whoever does not get the lock writes to a file that is a little too large,
// or that is full meanwhile: its line is kept in both cases.
async function rotate(
  lock: string,
  pathOf: (number: number) => string,
  length: number,
  limits: LogLimits,
): Promise<void> {
  using file = await openLock(lock);
  if (file === undefined || !await file.tryLock(true).catch(() => false)) {
    return;
  }
  // Another process may have been quicker.
  if (!await isFull(pathOf(0), length, limits)) return;
  for (let number = limits.keep; number > 0; number--) {
    await Deno.rename(pathOf(number - 1), pathOf(number)).catch(() => {});
  }
}

async function isFull(
  path: string,
  length: number,
  { maxSize }: LogLimits,
): Promise<boolean> {
  const { size = 0 } = await factsOf(path) ?? {};
  return size > 0 && size + length > maxSize;
}

async function readOwn(path: string): Promise<string> {
  const facts = await factsOf(path);
  return facts?.isFile && isPrivate(facts) ? await Deno.readTextFile(path) : "";
}

async function factsOf(path: string): Promise<Deno.FileInfo | undefined> {
  return await Deno.lstat(path).catch(() => undefined);
}
