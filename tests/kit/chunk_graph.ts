/**
 * The graph of the modules that the build made, and a program that says which
 * of them it evaluates.
 * @module
 */
import { assert } from "@std/assert";
import {
  type Graph,
  readGraph as readGraphOf,
} from "../../tools/chunk_graph.ts";
import { PROJECT } from "../../tools/paths.ts";
import { type Arch, compile } from "../../tools/compile.ts";
import { baseFor } from "./runtime_base.ts";
import { STATE_FOLDER } from "./writable_program.ts";

/** The bundle of the test program, which has the same sources as the product. */
const BUNDLE = `${PROJECT}/.build/program`;

/** Reads the graph that was written beside the bundle. */
export function readGraph(): Promise<Graph> {
  return readGraphOf("program");
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

/** The chunk that begins with a module of this project, or has it among others. */
export function chunkOf(graph: Graph, source: string): string {
  const chunks = Object.entries(graph);
  const found =
    chunks.find(([, { entryPoints }]) =>
      entryPoints.some((entry) => entry.endsWith(source))
    ) ??
      chunks.find(([, { inputs }]) =>
        Object.keys(inputs).some((input) => input.endsWith(source))
      );
  assert(found !== undefined, `no chunk has ${source}`);
  return found[0];
}

/** A chunk and every chunk that it imports other than lazily. */
export function chunksWith(graph: Graph, chunk: string): readonly string[] {
  const seen = new Set<string>();
  const open = [chunk];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const found = graph[name];
    if (seen.has(name) || found === undefined) continue; // or of the runtime
    seen.add(name);
    open.push(...found.imports);
  }
  return [...seen];
}

/** Every source that is evaluated with a chunk. */
export function loadedWith(graph: Graph, chunk: string): readonly string[] {
  return chunksWith(graph, chunk).flatMap((name) =>
    Object.keys(graph[name]?.inputs ?? {})
  );
}

/**
 * Compiles the bundle once more, with a line on standard error for each chunk
 * of a library that is evaluated: `loaded aws`, `loaded jose`.
 *
 * @returns Path of the program.
 */
export async function tracedProgram(graph: Graph): Promise<string> {
  const bundle = `${PROJECT}/.build/traced`;
  const program = `${PROJECT}/.build/test/traced`;
  await Deno.remove(bundle, { recursive: true }).catch(() => {});
  await Deno.mkdir(bundle);
  for (const [chunk, { inputs }] of Object.entries(graph)) {
    const libraries = new Set(
      Object.keys(inputs).flatMap((input) => libraryOf(input) ?? []),
    );
    // The program keeps the console of its libraries silent.
    const lines = [...libraries].map((library) =>
      `Deno.stderr.writeSync(new TextEncoder().encode("loaded ${library}\\n"));`
    );
    const source = await Deno.readTextFile(`${BUNDLE}/${chunk}`);
    await Deno.writeTextFile(
      `${bundle}/${chunk}`,
      `${lines.join("")}${source}`,
    );
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
