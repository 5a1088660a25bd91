/**
 * File systems and networks that only one process sees: small, full, or
 * read-only; with addresses and names of its own. They are gone with the process,
 * so a test that fails leaves none behind.
 * @module
 */

/** How to run something with mounts of its own: as root, or in a user namespace. */
const UNSHARE = Deno.uid() === 0 ? ["-m"] : ["-rm"];

/** Whether this machine lets this user mount. */
export const CAN_MOUNT = (await new Deno.Command("unshare", {
  args: [...UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/tmp"],
  stdout: "null",
  stderr: "null",
}).output().catch(() => ({ success: false }))).success;

/** What to write behind the name of a test that is skipped without it. */
export const NEEDS_MOUNT = CAN_MOUNT
  ? ""
  : " (needs root, or user namespaces for this user)";

/**
 * The command line that runs `command` after a shell line has mounted what it
 * needs. The process keeps its number.
 *
 * @param line Runs with the folder as `$folder`.
 * @param more Further options of `unshare`, such as `-n` for a network of its own.
 */
export function withMounts(
  line: string,
  folder: string,
  command: readonly string[],
  more: readonly string[] = [],
): readonly [string, ...string[]] {
  const script = `folder=$1; shift; ${line} && exec "$@"`;
  return [
    "unshare",
    ...UNSHARE,
    ...more,
    "sh",
    "-euc",
    script,
    "sh",
    folder,
    ...command,
  ];
}

/** Mounts a file system of so many bytes, private to its owner. */
export function tmpfs(bytes: number): string {
  return `mount -t tmpfs -o mode=700,size=${bytes} tmpfs "$folder"`;
}

/** Fills a file system to its last byte. */
export const FILL =
  '{ cat /dev/zero >"$folder/filler" 2>/dev/null || test -s "$folder/filler"; }';

/** Makes a folder read-only, for root as well. */
export const READ_ONLY =
  'mount --bind "$folder" "$folder" && mount -o remount,bind,ro "$folder"';
