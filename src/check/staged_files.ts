/**
 * Files that an installation has yet to put on the node.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** How an installation puts a file on the node: root's, and nobody else reads it. */
const INSTALLED = { mode: 0o600, uid: 0, gid: 0 } as const;

/**
 * A runtime that finds the files of a folder where an installation will put
 * them, in the place of those that are there. Folders in it are not taken along.
 *
 * @param folder Where the files are now.
 * @param onNode The folder of the node in which they will be.
 * @throws {ProviderError} `USAGE` where the folder cannot be read.
 */
export async function withStagedFiles(
  folder: string,
  onNode: string,
  runtime: Runtime,
): Promise<Runtime> {
  const names = await runtime.readFolder(folder);
  if (typeof names === "string") {
    throw new ProviderError(
      "USAGE",
      `--files ${folder} is not a folder that can be read`,
    );
  }
  const staged = new Map<string, string>();
  for (const name of names) {
    const facts = await runtime.stat(`${folder}/${name}`);
    if (typeof facts === "string" || facts.kind === "directory") continue;
    staged.set(`${onNode}/${name}`, `${folder}/${name}`);
  }
  const placeOf = (path: string) => staged.get(path.replaceAll(/\/+/g, "/"));
  return {
    ...runtime,
    stat: async (path) => {
      const place = placeOf(path);
      if (place === undefined) return runtime.stat(path);
      const facts = await runtime.stat(place);
      return typeof facts === "string"
        ? facts
        : { ...facts, mode: INSTALLED.mode };
    },
    lstat: async (path) => {
      const place = placeOf(path);
      if (place === undefined) return runtime.lstat(path);
      const facts = await runtime.stat(place);
      return typeof facts === "string"
        ? facts
        : { kind: facts.kind, ...INSTALLED };
    },
    readPart: (path, from, most) =>
      runtime.readPart(placeOf(path) ?? path, from, most),
    readFile: async (path, most) => {
      const place = placeOf(path);
      if (place === undefined) return runtime.readFile(path, most);
      const file = await runtime.readFile(place, most);
      return typeof file === "object"
        ? { ...file, mode: INSTALLED.mode }
        : file;
    },
  };
}
