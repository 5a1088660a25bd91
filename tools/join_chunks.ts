/**
 * Joins the chunks that are always loaded together.
 *
 * esbuild makes a chunk of its own for every set of entries that share a
 * module; the start of the program was a dozen of them. Opening, parsing and
 * linking each costs half a millisecond of every answer, and memory.
 * Rollup lets lazy chunks import from the first one instead.
 * @module
 */
import type { Metafile, OutputFile } from "esbuild";
import { type OutputChunk, rollup } from "rollup";

/** What each chunk was made of, in the form of esbuild's metafile. */
export interface Graph {
  readonly outputs: {
    readonly [chunk: string]: {
      readonly bytes: number;
      /** The sources that are imported lazily and begin in this chunk. */
      readonly entryPoints: readonly string[];
      readonly inputs: Metafile["outputs"][string]["inputs"];
      readonly imports: readonly {
        readonly path: string;
        readonly kind: "dynamic-import" | "import-statement";
        readonly external?: boolean;
      }[];
    };
  };
}

/** What is loaded together, by the sources that a chunk of esbuild has. */
const TOGETHER: readonly (readonly [name: string, sources: RegExp])[] = [
  [
    "cache",
    /^src\/(?:cache_entry|cache_store|credential_cache|deno_cache_store)\.ts$/,
  ],
  // Small, and the most used.
  ["main", /^src\/(?:read_secret|secret|secret_value)\.ts$/],
  ["jwt", /^providers\/jwt(?:|\/(?:algorithms|claims|section|template))\.ts$/],
  [
    "mint",
    /^providers\/jwt\/(?:key|key_halves|key_kind|mint)\.ts$|\/jose\/dist\//,
  ],
];

/**
 * Writes joined chunks into a folder.
 *
 * @param folder Where esbuild would have written: absolute. Its `main.js` stays
 * the entry.
 */
export async function joinChunks(
  metafile: Metafile,
  files: readonly OutputFile[],
  folder: string,
): Promise<Graph> {
  const start = loadedWith(nameOf(folder, "main.js"), metafile);
  const groupOf = (id: string) => {
    const chunk = nameOf(folder, id.slice(folder.length + 1));
    if (start.has(chunk)) return "main";
    const sources = Object.keys(metafile.outputs[chunk]?.inputs ?? {});
    return TOGETHER.find(([, pattern]) =>
      sources.length > 0 && sources.every((source) => pattern.test(source))
    )?.[0];
  };
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const bundle = await rollup({
    input: { main: `${folder}/main.js` },
    treeshake: false, // esbuild has done it, with the sources at hand
    preserveEntrySignatures: "allow-extension", // lazy chunks import from it
    onwarn({ code, message }) {
      throw new Error(`rollup: ${code}: ${message}`);
    },
    plugins: [{
      name: "chunks of esbuild",
      // Everything else is a module of the runtime, or not there at all.
      resolveId: (id) => {
        const path = `${folder}/${id.replace(/^.*\//, "")}`;
        return texts.has(path) ? path : { id, external: true };
      },
      load: (id) => texts.get(id),
    }],
  });
  const { output } = await bundle.write({
    dir: folder,
    format: "es",
    compact: true,
    chunkFileNames: "[name].js",
    manualChunks: groupOf,
    hoistTransitiveImports: false, // a chunk loads what it needs, not all at once
  });
  const chunks = output.filter((one) => one.type === "chunk");
  return {
    outputs: Object.fromEntries(chunks.map((chunk) => [
      nameOf(folder, chunk.fileName),
      describe(chunk, metafile, folder),
    ])),
  };
}

/** A chunk, and all that it imports other than lazily. */
function loadedWith(
  chunk: string,
  metafile: Metafile,
  found: Set<string> = new Set(),
): Set<string> {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const { path, kind } of metafile.outputs[chunk]?.imports ?? []) {
    if (kind === "import-statement") loadedWith(path, metafile, found);
  }
  return found;
}

function describe(
  chunk: OutputChunk,
  { outputs }: Metafile,
  folder: string,
): Graph["outputs"][string] {
  const parts = Object.keys(chunk.modules).map((id) =>
    outputs[nameOf(folder, id.slice(folder.length + 1))]
  );
  const imported =
    (kind: "dynamic-import" | "import-statement") => (path: string) =>
      path.startsWith("node:")
        ? { path, kind, external: true }
        : { path: nameOf(folder, path), kind };
  return {
    bytes: new TextEncoder().encode(chunk.code).length,
    entryPoints: parts.flatMap((part) => part?.entryPoint ?? []),
    inputs: Object.assign({}, ...parts.map((part) => part?.inputs)),
    imports: [
      ...chunk.imports.map(imported("import-statement")),
      ...chunk.dynamicImports.map(imported("dynamic-import")),
    ],
  };
}

/** As esbuild names it: relative to the project. */
function nameOf(folder: string, file: string): string {
  return `${folder.slice(folder.indexOf(".build/"))}/${file}`;
}
