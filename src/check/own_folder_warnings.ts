/**
 * Folders of the program's own that it cannot use: nothing else tells, because
 * the answer is given all the same.
 * @module
 */
import { isOwnPath, OWN_FOLDERS } from "../runtime/own_folders.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Problem } from "../schema/place.ts";

/** What the program would do in a folder. */
type Use = "kept" | "written";

/** The warning of a path that the program may not write to. */
export function foreignFolder(path: string, use: Use): Problem {
  const message =
    `nothing can be ${use} there: the program may write only below ${
      OWN_FOLDERS.join(", ")
    }`;
  return { path, message };
}

/**
 * What is wrong with a folder that only its owner may enter. It is made where it
 * is missing.
 *
 * @param path Where the config names it.
 */
export async function privateFolder(
  path: string,
  folder: string,
  use: Use,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  if (!isOwnPath(folder)) return [foreignFolder(path, use)];
  const facts = await runtime.lstat(folder);
  if (typeof facts === "string") return [];
  const { kind, mode, uid } = facts;
  // The kubelet runs the program as root; a person may have a folder as well.
  const isOwn = uid === 0 || uid === runtime.user();
  return kind === "directory" && (mode & 0o077) === 0 && isOwn ? [] : [{
    path,
    message:
      `nothing is ${use} in ${folder}: it has to be a folder of root with mode 0700, and not a symbolic link; remove it, and the program creates it again`,
  }];
}
