/**
 * Bundles the program into small modules: one chunk that every run loads, and
 * further ones that are loaded when they are needed.
 *
 * Not `deno bundle`: it has no say in which modules stand together, and takes
 * the CommonJS build of the AWS SDK.
 * @module
 */
import { type Plugin, rolldown } from "rolldown";
import {
  awsSdkForNode,
  awsSdkWithoutBuffer,
  browserBuilds,
} from "./aws_sdk_builds.ts";
import { chunkGroups } from "./chunk_groups.ts";
import { type Graph, graphOf } from "./chunk_graph.ts";
import { PROJECT } from "./paths.ts";

/** What the build writes into the program; see `src/runtime/version.ts`. */
export interface BuildFacts {
  readonly version: string;
  readonly commit: string;
  readonly base: string;
}

/**
 * Bundles `entry` and everything it imports.
 *
 * @param folder Where `main.js` and the chunks are written.
 * @returns What each chunk was made of.
 * @throws {Error} On a warning of the bundler, such as an `import()` of a module
 * that is loaded anyway.
 */
export async function bundle(
  entry: string,
  folder: string,
  facts: BuildFacts,
): Promise<Graph> {
  const entryPoints = new Set<string>();
  const bundle = await rolldown({
    input: { main: entry },
    cwd: PROJECT,
    platform: "neutral",
    tsconfig: false,
    // Files are opened by a module of the project; see aws_sdk_builds.ts.
    external: (id, importer) =>
      id.startsWith("node:") &&
      !(id.startsWith("node:fs") && /node_modules/.test(importer ?? "")),
    resolve: browserBuilds,
    transform: { define: { BUILD: JSON.stringify(facts) } },
    // Chunks that are loaded later import from the first one.
    preserveEntrySignatures: "allow-extension",
    plugins: [jsrModules, awsSdkForNode, awsSdkWithoutBuffer, {
      name: "entry points",
      buildEnd() {
        for (const id of this.getModuleIds()) {
          const { isEntry, dynamicImporters = [] } = this.getModuleInfo(id) ??
            {};
          if (isEntry || dynamicImporters.length > 0) entryPoints.add(id);
        }
      },
    }],
    // A busy machine is no fault of the build.
    checks: { bundlerTimings: false },
    onLog(level, { message }) {
      if (level === "warn") throw new Error(`rolldown: ${message}`);
    },
  });
  const { output } = await bundle.write({
    dir: folder,
    format: "es",
    minify: true,
    // Licences are kept in THIRD_PARTY_NOTICES, not in every start of the program.
    comments: false,
    chunkFileNames: "[name].js",
    codeSplitting: { groups: chunkGroups },
  });
  await bundle.close();
  const graph = graphOf(output, entryPoints);
  // A test may have a program of its own, with none of them.
  const isProgram = graph["main.js"]?.entryPoints.includes("src/main.ts");
  for (const { name } of isProgram ? chunkGroups : []) {
    if (!(`${name}.js` in graph)) throw new Error(`no module is in ${name}.js`);
  }
  return graph;
}

/** Finds `@std/*` in the vendored JSR modules, as Deno does. */
const jsrModules: Plugin = {
  name: "jsr",
  resolveId: {
    filter: { id: /^@std\// },
    handler: (id) => vendored(import.meta.resolve(id)),
  },
};

async function vendored(url: string): Promise<string> {
  // So it is for a package that this program imports as well.
  if (url.startsWith("https://jsr.io/")) {
    return url.replace("https:/", `${PROJECT}/vendor`);
  }
  const [, name, version, subpath] =
    /^jsr:\/?(@[^@]+)@([^/]+)\/?(.*)$/.exec(url) ??
      [];
  const base = `${PROJECT}/vendor/jsr.io/${name}`;
  const meta = JSON.parse(
    await Deno.readTextFile(`${base}/${version}_meta.json`),
  );
  const file = meta.exports[subpath ? `./${subpath}` : "."];
  return `${base}/${version}/${file.replace(/^\.\//, "")}`;
}
