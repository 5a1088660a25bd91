/**
 * Whether only root can change what stands at a path.
 * @module
 */
import type { FileFailure, LinkFacts, Runtime } from "../runtime/runtime.ts";

/** A step on the way to a file: a folder, a symbolic link, or the file. */
export interface Step extends LinkFacts {
  readonly path: string;
}

/** The way to a file. */
export interface Way {
  readonly steps: readonly Step[];
  /** The path without symbolic links, as far as it leads. */
  readonly real: string;
  /** Why it leads no further; `undefined` where it leads to the file. */
  readonly failure:
    | { readonly path: string; readonly why: FileFailure }
    | undefined;
}

/** Linux follows no more (path_resolution(7)). */
const MOST_LINKS = 40;

/** Goes from the root to a path, through every symbolic link. */
export async function wayTo(path: string, runtime: Runtime): Promise<Way> {
  const steps: Step[] = [];
  const open = path.split("/");
  let real = "";
  let links = 0;
  const failed = (at: string, why: FileFailure): Way => ({
    steps,
    real: real === "" ? "/" : real,
    failure: { path: at, why },
  });
  const root = await runtime.lstat("/");
  if (typeof root === "string") return failed("/", root);
  steps.push({ ...root, path: "/" });
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      real = real.slice(0, Math.max(0, real.lastIndexOf("/")));
      continue;
    }
    const here = `${real}/${name}`;
    const facts = await runtime.lstat(here);
    if (typeof facts === "string") return failed(here, facts);
    steps.push({ ...facts, path: here });
    if (facts.kind !== "link") {
      real = here;
      continue;
    }
    const link = await runtime.readLink(here);
    links += 1;
    if (!("target" in link)) return failed(here, link.failure);
    if (links > MOST_LINKS) return failed(here, "failed");
    if (link.target.startsWith("/")) real = "";
    open.unshift(...link.target.split("/"));
  }
  return { steps, real: real === "" ? "/" : real, failure: undefined };
}

/**
 * What is wrong with the owners and modes on a way, each with its remedy.
 *
 * Every folder counts: who may write to one can put another file in the place
 * of what is in it. In a folder with the sticky bit, such as /tmp, only the
 * owner of a file can, so it is trusted where the next step is.
 *
 * @param user A user beside root who is trusted.
 */
export function distrust(steps: readonly Step[], user = 0): readonly string[] {
  return steps.flatMap(({ path, kind, mode, uid, gid }) => {
    const bits = `mode ${mode.toString(8).padStart(4, "0")}`;
    if (uid !== 0 && uid !== user) {
      return [
        `${path} belongs to user ${uid} (${bits}): run "chown root ${path}"`,
      ];
    }
    // The mode of a symbolic link means nothing.
    if (kind === "link" || (kind === "directory" && (mode & 0o1000) !== 0)) {
      return [];
    }
    const others = (mode & 0o002) !== 0;
    const group = (mode & 0o020) !== 0;
    if (!others && !group) return [];
    const who = others ? "everybody" : `group ${gid}`;
    return [`${who} may write to ${path} (${bits}): run "chmod go-w ${path}"`];
  });
}

/**
 * What is wrong with the ways to several files, each fault once, in the order
 * of the files. A file that is not there is left to whoever reads it.
 *
 * @param user A user beside root who is trusted.
 */
export async function distrustedPaths(
  paths: readonly string[],
  runtime: Runtime,
  user = 0,
): Promise<readonly string[]> {
  const facts = new Map<string, ReturnType<Runtime["lstat"]>>();
  // The ways to the files of a node have most of their folders in common.
  const lstat = (path: string): ReturnType<Runtime["lstat"]> => {
    const known = facts.get(path) ?? runtime.lstat(path);
    facts.set(path, known);
    return known;
  };
  const once = { ...runtime, lstat };
  const ways = await Promise.all(
    [...new Set(paths)].map((path) => wayTo(path, once)),
  );
  return [...new Set(ways.flatMap(({ steps }) => distrust(steps, user)))];
}
