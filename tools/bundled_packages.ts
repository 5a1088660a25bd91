/**
 * Which packages of others are really in the program.
 * @module
 */
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

/** What esbuild tells of its output; of each part, what it was made of. */
export interface BundleFacts {
  readonly outputs: {
    readonly [path: string]: {
      readonly inputs: {
        readonly [path: string]: { readonly bytesInOutput: number };
      };
    };
  };
}

/** What esbuild wrote of the last build for an architecture. */
export async function bundleFacts(arch: string): Promise<BundleFacts> {
  const name = `registry-credential-provider-linux-${arch}`;
  const path = `${PROJECT}/.build/${name}.meta.json`;
  return JSON.parse(await Deno.readTextFile(path));
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
  facts: BundleFacts,
): Promise<readonly BundledPackage[]> {
  const folders = new Map<
    string,
    { found: RegExpExecArray; files: string[] }
  >();
  for (const file of inputsOf(facts)) {
    if (/^(?:src|providers)\/|^<define:/.test(file)) continue;
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

function inputsOf({ outputs }: BundleFacts): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs)
  );
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(used.map(([path]) => path))];
}
