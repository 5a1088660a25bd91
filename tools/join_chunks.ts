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
      /** The module that the chunk was made for, if it was made for one. */
      readonly entryPoint?: string;
      readonly inputs: Metafile["outputs"][string]["inputs"];
      readonly imports: readonly {
        readonly path: string;
        readonly kind: "dynamic-import" | "import-statement";
        readonly external?: boolean;
      }[];
    };
  };
}

/** Small, and loaded with every provider: not worth a chunk of its own. */
const NEARLY_ALWAYS = "src/secret.ts";

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
  const inFirst = new Set(
    Object.keys(metafile.outputs).filter((chunk) =>
      chunk.endsWith("/main.js") ||
      Object.keys(metafile.outputs[chunk]?.inputs ?? {}).join() ===
        NEARLY_ALWAYS
    ),
  );
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
      resolveId: (id) =>
        id.startsWith("node:") ? false : `${folder}/${id.replace(/^.*\//, "")}`,
      load: (id) => texts.get(id),
    }],
  });
  const { output } = await bundle.write({
    dir: folder,
    format: "es",
    compact: true,
    chunkFileNames: "[name].js",
    manualChunks: (id) =>
      inFirst.has(nameOf(folder, id.slice(folder.length + 1)))
        ? "main"
        : undefined,
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

function describe(
  chunk: OutputChunk,
  { outputs }: Metafile,
  folder: string,
): Graph["outputs"][string] {
  const parts = Object.keys(chunk.modules).map((id) =>
    outputs[nameOf(folder, id.slice(folder.length + 1))]
  );
  const entryPoint = parts.flatMap((part) => part?.entryPoint ?? [])[0];
  const imported =
    (kind: "dynamic-import" | "import-statement") => (path: string) =>
      path.startsWith("node:")
        ? { path, kind, external: true }
        : { path: nameOf(folder, path), kind };
  return {
    bytes: new TextEncoder().encode(chunk.code).length,
    ...entryPoint !== undefined && { entryPoint },
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
