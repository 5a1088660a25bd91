/**
 * The graph of the modules that the build made, and a program that says which
 * of them it evaluates.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { type Arch, compile } from "../../tools/compile.ts";
import { baseFor } from "../runtime_base.ts";
import { STATE_FOLDER } from "../writable_program.ts";

/** The part of esbuild's metafile that is used (esbuild, "Metafile"). */
export interface Graph {
  readonly outputs: {
    readonly [chunk: string]: {
      readonly entryPoints: readonly string[];
      readonly inputs: { readonly [source: string]: unknown };
      readonly imports: readonly {
        readonly path: string;
        readonly kind: string;
        readonly external?: boolean;
      }[];
    };
  };
}

/** The bundle of the test program, which has the same sources as the product. */
const BUNDLE = `${PROJECT}/.build/program`;

/** Reads the graph that was written beside the bundle. */
export async function readGraph(): Promise<Graph> {
  return JSON.parse(await Deno.readTextFile(`${BUNDLE}.meta.json`));
}

/** Which of the two libraries a source belongs to, if any. */
export function libraryOf(source: string): "aws" | "jose" | undefined {
  if (
    /node_modules\/(?:.*\/)?(?:@aws-sdk|@aws-crypto|@smithy)\//.test(source)
  ) {
    return "aws";
  }
  return /node_modules\/(?:.*\/)?jose\//.test(source) ? "jose" : undefined;
}

/** Every source that is evaluated with a chunk: in it, and in what it imports statically. */
export function loadedWith(graph: Graph, chunk: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (path: string): readonly string[] => {
    const output = graph.outputs[path];
    if (seen.has(path) || output === undefined) return [];
    seen.add(path);
    const more = output.imports
      .filter(({ kind }) => kind !== "dynamic-import")
      .flatMap((imported) => visit(imported.path));
    return [...Object.keys(output.inputs), ...more];
  };
  return visit(chunk);
}

/**
 * Compiles the bundle once more, with a line on standard error for each chunk
 * of a library that is evaluated: `loaded aws`, `loaded jose`.
 *
 * @returns Path of the program.
 */
export async function tracedProgram({ outputs }: Graph): Promise<string> {
  const bundle = `${PROJECT}/.build/traced`;
  const program = `${PROJECT}/.build/test/traced`;
  await Deno.remove(bundle, { recursive: true }).catch(() => {});
  await Deno.mkdir(bundle);
  for (const [chunk, { inputs }] of Object.entries(outputs)) {
    const name = chunk.slice(chunk.lastIndexOf("/") + 1);
    const libraries = new Set(
      Object.keys(inputs).flatMap((input) => libraryOf(input) ?? []),
    );
    // The program keeps the console of its libraries silent.
    const lines = [...libraries].map((library) =>
      `Deno.stderr.writeSync(new TextEncoder().encode("loaded ${library}\\n"));`
    );
    const source = await Deno.readTextFile(`${BUNDLE}/${name}`);
    await Deno.writeTextFile(`${bundle}/${name}`, `${lines.join("")}${source}`);
  }
  const arch: Arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
  const denort = await baseFor(arch);
  await compile({
    bundle,
    output: program,
    arch,
    compiler: Deno.execPath(),
    denort,
    testFolder: STATE_FOLDER,
  });
  return program;
}
