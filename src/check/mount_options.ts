/**
 * The options of the mount that a file is on (proc_pid_mountinfo(5)).
 * @module
 */
import { isWithin } from "../runtime/own_folders.ts";

/**
 * Looks up a path.
 *
 * @param mountinfo The text of a process' `mountinfo`.
 * @param path Absolute, without symbolic links.
 * @returns Where the file system is mounted, and its options: those of the
 * mount, then those of the file system. `undefined` where nothing is mounted.
 */
export function mountOf(
  mountinfo: string,
  path: string,
): { readonly point: string; readonly options: readonly string[] } | undefined {
  const mounts = mountinfo.split("\n").flatMap((line) => {
    const [left = "", right = ""] = line.split(" - ");
    const [, , , , point, own] = left.split(" ");
    if (point === undefined || own === undefined) return [];
    const ofFileSystem = right.split(" ")[2] ?? "";
    const options = [...own.split(","), ...ofFileSystem.split(",")];
    return [{ point: unescaped(point), options }];
  });
  // Of two on the same point the later one hides the other.
  return mounts.filter(({ point }) => isWithin(path, point))
    .reduce<typeof mounts[number] | undefined>(
      (best, one) =>
        best === undefined || one.point.length >= best.point.length
          ? one
          : best,
      undefined,
    );
}

// Space, tab, line feed and backslash are written as octal numbers.
function unescaped(text: string): string {
  return text.replace(
    /\\([0-7]{3})/g,
    (_, octal: string) => String.fromCharCode(parseInt(octal, 8)),
  );
}
