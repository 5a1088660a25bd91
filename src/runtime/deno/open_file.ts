/**
 * A file that this program writes, and that everybody may read.
 * @module
 */
import { writeWhole } from "./new_file.ts";
import { openLock } from "./private_folder.ts";
import { readRegularFile } from "./regular_file.ts";
import { sleep } from "./sleep.ts";

/** Bytes; the metrics of 1,000 registries that are all in use have 1 MB. */
const LARGEST = 4 * 1024 * 1024;

/** How many times a run tries to get the lock, 10 ms apart. */
const TRIES = 60;

/**
 * Replaces a file in one step, while no other process does; see
 * `Runtime.updateOpenFile()`.
 *
 * @param path An absolute path.
 * @throws Where it cannot be written.
 */
export async function updateOpenFile(
  path: string,
  change: (text: string) => string,
): Promise<boolean> {
  if (!await makeOpenFolder(folderOf(path))) return false;
  // The lock ends with the file, or with the process.
  using lock = await openLock(`${path}.lock`);
  if (lock === undefined || !await isLocked(lock)) return false;
  const text = change(await readOwn(path));
  const temporary = `${path}.new`;
  await Deno.remove(temporary).catch(() => {});
  try {
    await writeWhole(temporary, text, 0o600);
    // Whatever the umask is.
    await Deno.chmod(temporary, 0o644);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  return true;
}

async function isLocked(lock: Deno.FsFile): Promise<boolean> {
  for (let left = TRIES; left > 0; left--) {
    // A file system that knows no locks: two at once are rare, and lose a count.
    if (await lock.tryLock(true).catch(() => true)) return true;
    await sleep(10);
  }
  return false;
}

async function readOwn(path: string): Promise<string> {
  try {
    const file = await readRegularFile(path, LARGEST, Deno.lstat);
    if (typeof file !== "object" || !isOwn(file.facts)) return "";
    return new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
  } catch {
    return "";
  }
}

async function makeOpenFolder(folder: string): Promise<boolean> {
  try {
    await makeMissing(folder);
    await allow(folder, 0o055);
    for (let above = folderOf(folder); above !== ""; above = folderOf(above)) {
      await allow(above, 0o011);
    }
    const facts = await Deno.lstat(folder);
    return facts.isDirectory && isOwn(facts);
  } catch {
    return false;
  }
}

async function makeMissing(folder: string): Promise<void> {
  // Above the topmost folder is nothing that could be missing.
  if (folder === "") return;
  if (await Deno.stat(folder).then(() => true, () => false)) return;
  await makeMissing(folderOf(folder));
  await Deno.mkdir(folder, { mode: 0o700 }).catch((error) => {
    // Another process may have been quicker.
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
}

// The audit, or what installs, may have made a folder first and closed it: what
// lies in it has modes of its own. Folders of others stay as they are, and the
// runtime refuses to change those that this program may not write to.
async function allow(folder: string, bits: number): Promise<void> {
  const facts = await Deno.lstat(folder);
  const mode = (facts.mode ?? 0) & 0o7777;
  if (!facts.isDirectory || !isOwn(facts) || (mode & bits) === bits) return;
  await Deno.chmod(folder, mode | bits).catch(() => {});
}

/** Tells whether something is this user's, and nobody else may change it. */
function isOwn({ uid, mode }: Deno.FileInfo): boolean {
  return uid === Deno.uid() && ((mode ?? 0o777) & 0o022) === 0;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
