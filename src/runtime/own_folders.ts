/**
 * The only folders that the program may write to. The build bakes them in, so
 * the runtime refuses every other path.
 * @module
 */

/** For what may be lost at any time: on tmpfs, so never on a disk. */
export const CACHE_FOLDER = "/run/registry-credential-provider";

/** All of them. */
export const OWN_FOLDERS = [
  CACHE_FOLDER,
  "/var/cache/registry-credential-provider",
  "/var/lib/registry-credential-provider",
] as const;

/** Tells whether the program may write to a path. */
export function isOwnPath(path: string): boolean {
  return !path.split("/").includes("..") &&
    OWN_FOLDERS.some((own) => isWithin(path, own));
}

/** Tells whether a path without dots is a folder, or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}
