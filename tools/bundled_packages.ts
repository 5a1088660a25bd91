/**
 * Which packages of others are really in the program.
 * @module
 */
import type { Graph } from "./chunk_graph.ts";
import { PROJECT } from "./paths.ts";

/** A package that at least one line of the program comes from. */
export interface BundledPackage {
  /** Where it comes from. */
  readonly registry: "npm" | "jsr";
  /** With its scope: `@std/yaml`. */
  readonly name: string;
  readonly version: string;
  /** Its folder below the project. */
  readonly folder: string;
  /** The files of it that are in the program, below the project; sorted. */
  readonly files: readonly string[];
}

const NPM =
  /^node_modules\/\.deno\/[^/]+\/node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//;
const JSR = /^vendor\/jsr\.io\/(?<name>@[^/]+\/[^/]+)\/(?<version>[^/]+)\//;

/**
 * The packages in a bundle, sorted by name.
 *
 * @throws {Error} When a file is neither the project's own nor of a package: it
 * would be in the program without a licence and a line in the SBOM.
 */
export async function bundledPackages(
  graph: { readonly [chunk: string]: Pick<Graph[string], "inputs"> },
): Promise<readonly BundledPackage[]> {
  const folders = new Map<
    string,
    { found: RegExpExecArray; files: string[] }
  >();
  for (const file of inputsOf(graph)) {
    if (/^(?:src|providers)\//.test(file)) continue;
    const found = NPM.exec(file) ?? JSR.exec(file);
    if (found === null) throw new Error(`${file} is of no package`);
    const folder = folders.get(found[0]) ?? { found, files: [] };
    folder.files.push(file);
    folders.set(found[0], folder);
  }
  const packages = [...folders.values()].map(async (
    { found: [prefix, , version], found: { groups = {} }, files },
  ): Promise<BundledPackage> => ({
    registry: version === undefined ? "npm" : "jsr",
    name: groups["name"] ?? "",
    version: version ?? (await manifest(prefix)).version,
    folder: prefix.replace(/\/$/, ""),
    files: files.sort(),
  }));
  return (await Promise.all(packages)).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** What a package says of itself in its `package.json`. */
export async function manifest(
  folder: string,
): Promise<{ readonly version: string; readonly license?: string }> {
  const path = `${PROJECT}/${folder}/package.json`;
  return JSON.parse(await Deno.readTextFile(path));
}

function inputsOf(
  graph: Parameters<typeof bundledPackages>[0],
): readonly string[] {
  const inputs = Object.values(graph).flatMap((chunk) =>
    Object.entries(chunk.inputs)
  );
  // Of some modules nothing is left.
  const used = inputs.filter(([, bytes]) => bytes > 0);
  return [...new Set(used.map(([path]) => path))];
}
