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
    plugins: [jsrModules, awsSdkForNode, awsSdkWithoutBuffer, ascii, {
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

/**
 * Escapes every character that is not ASCII. V8 takes a module of ASCII as it
 * lies in the program; any other is decoded first, and takes two bytes for each
 * character where one is beyond Latin-1.
 */
const ascii: Plugin = {
  name: "ascii",
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type === "chunk") {
        file.code = file.code.replace(
          /[\u0080-\uffff]/g,
          (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
      }
    }
  },
};

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
