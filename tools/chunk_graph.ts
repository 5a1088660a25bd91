/**
 * What each chunk of the program is made of, and what it imports.
 * @module
 */
import type { RolldownOutput } from "rolldown";
import { PROJECT } from "./paths.ts";

/** The chunks of a program, by the name of their file. */
export interface Graph {
  readonly [chunk: string]: {
    readonly bytes: number;
    /** The sources that are imported lazily, or are run, and stand in this chunk. */
    readonly entryPoints: readonly string[];
    /** Bytes of each source, before names and spaces are made short. */
    readonly inputs: { readonly [source: string]: number };
    /** Chunks that are loaded with it, and modules of the runtime. */
    readonly imports: readonly string[];
    /** Those that it loads when it needs them. */
    readonly lazyImports: readonly string[];
  };
}

/**
 * Describes what the bundler has written. Sources are named from the project's
 * folder.
 *
 * @param entryPoints The sources that are run or imported lazily: absolute paths.
 */
export function graphOf(
  output: RolldownOutput["output"],
  entryPoints: ReadonlySet<string>,
): Graph {
  const chunks = output.filter((one) => one.type === "chunk");
  return Object.fromEntries(chunks.map((chunk) => [chunk.fileName, {
    bytes: new TextEncoder().encode(chunk.code).length,
    entryPoints: chunk.moduleIds.filter((id) => entryPoints.has(id)).map(named),
    inputs: Object.fromEntries(
      Object.entries(chunk.modules)
        .filter(([id]) => !isOfBundler(id))
        .map(([id, { renderedLength }]) => [named(id), renderedLength]),
    ),
    imports: chunk.imports,
    lazyImports: chunk.dynamicImports,
  }]));
}

// A few lines that join modules; no package of the program.
function isOfBundler(id: string): boolean {
  return id.startsWith("\0");
}

function named(id: string): string {
  const [path = ""] = id.split("?");
  return path.startsWith(`${PROJECT}/`) ? path.slice(PROJECT.length + 1) : path;
}

/** The graph of the last build of a program, by its name in `dist`. */
export async function readGraph(program: string): Promise<Graph> {
  const path = `${PROJECT}/.build/${program}.meta.json`;
  return JSON.parse(await Deno.readTextFile(path));
}
