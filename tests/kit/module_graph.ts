/**
 * The modules of the program and who imports whom, as Deno itself sees it.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/** One import statement or expression. */
export interface Edge {
  /** Path in the project: `src/main.ts`. */
  readonly from: string;
  /** Path in the project, or the name of a package or built-in: `@std/yaml`. */
  readonly to: string;
  readonly isDynamic: boolean;
}

/** Every module of the project that is in the program, with its text. */
export interface ModuleGraph {
  readonly modules: ReadonlyMap<string, string>;
  readonly edges: readonly Edge[];
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

const ROOT = new URL(`file://${PROJECT}/`).href;

/** The second one is put in the place of a module of Node by the build. */
const ENTRIES = ["src/main.ts", "src/runtime/deno/sdk_files.ts"];

/** Reads the graph. */
export async function moduleGraph(): Promise<ModuleGraph> {
  const graphs = await Promise.all(ENTRIES.map(graphFrom));
  const modules = new Map(graphs.flatMap((one) => [...one.modules]));
  const [main, ...others] = graphs.map(({ edges }) => edges);
  const known = new Set(graphs[0]?.modules.keys());
  const more = others.flat().filter(({ from }) => !known.has(from));
  return { modules, edges: [...main ?? [], ...more] };
}

async function graphFrom(entry: string): Promise<ModuleGraph> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: PROJECT,
    stderr: "null",
  }).output();
  if (!success) throw new Error("deno info failed");
  const info: Info = JSON.parse(new TextDecoder().decode(stdout));
  const modules = new Map<string, string>();
  const edges: Edge[] = [];
  for (const { specifier, error, dependencies = [] } of info.modules) {
    if (error !== undefined) throw new Error(`${specifier}: ${error}`);
    const from = ownPath(specifier);
    if (from === undefined) continue;
    modules.set(from, await Deno.readTextFile(`${PROJECT}/${from}`));
    for (const { specifier, isDynamic = false, code, type } of dependencies) {
      const target = code?.specifier ?? type?.specifier ?? "";
      const to = ownPath(target) ?? packageOf(specifier);
      edges.push({ from, to, isDynamic });
    }
  }
  return { modules, edges };
}

/** A module without its comments, which may name what the code does not use. */
export function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/(?<=^|\s)\/\/.*$/gm, "");
}

function ownPath(specifier: string): string | undefined {
  return specifier.startsWith(ROOT) ? specifier.slice(ROOT.length) : undefined;
}

// @std/yaml/parse is a part of @std/yaml; node:fs/promises one of node:fs.
function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}
