/**
 * Folders and files of this user that nobody else can enter or read.
 * @module
 */

/**
 * Makes a folder (0700) where it is missing.
 *
 * @param folder An absolute path.
 * @returns `false` where it cannot be made, is a symbolic link, belongs to
 * another user, or is open to others.
 */
export async function makePrivateFolder(folder: string): Promise<boolean> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const facts = await Deno.lstat(folder);
    return facts.isDirectory && isPrivate(facts);
  } catch {
    return false;
  }
}

/** Tells whether something is this user's, and closed to all others. */
export function isPrivate({ uid, mode }: Deno.FileInfo): boolean {
  return uid === Deno.uid() && ((mode ?? 0o777) & 0o077) === 0;
}

/** Opens a file to lock; `undefined` where that is not possible. */
export async function openLock(path: string): Promise<Deno.FsFile | undefined> {
  try {
    // Opening would follow a symbolic link and create what it points to, and
    // would wait for the reader of a pipe.
    const isForeign = await Deno.lstat(path).then((facts) => !facts.isFile)
      .catch(() => false);
    if (isForeign) await Deno.remove(path);
    return await Deno.open(path, { create: true, write: true, mode: 0o600 });
  } catch {
    return undefined;
  }
}
