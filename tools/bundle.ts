/**
 * Bundles the program into few small modules: one chunk that every run loads, and
 * further ones for lazy imports.
 *
 * Not `deno bundle`: it takes the CommonJS build of the AWS SDK, which fails in
 * a compiled program with `Dynamic require of "node:crypto" is not supported`.
 * @module
 */
import { build, type Plugin } from "esbuild";
import { type Graph, joinChunks } from "./join_chunks.ts";
import { awsSdk } from "./aws_sdk.ts";
import { PROJECT } from "./paths.ts";

/** What the build writes into the program; see `src/version.ts`. */
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
 */
export async function bundle(
  entry: string,
  folder: string,
  facts: BuildFacts,
): Promise<Graph> {
  const { metafile, outputFiles } = await build({
    entryPoints: { main: entry },
    outdir: folder,
    // Paths from here are part of the chunks' names, wherever make was called.
    absWorkingDir: PROJECT,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "esnext",
    // The ES-module build of a package before its CommonJS build.
    mainFields: ["module", "main"],
    // Licences are kept in THIRD_PARTY_NOTICES, not in every start of the program.
    legalComments: "none",
    define: { BUILD: JSON.stringify(facts) },
    logLevel: "warning",
    plugins: [jsrModules, yamlForBrowsers, awsSdk],
  });
  return await joinChunks(metafile, outputFiles, folder);
}

/** Finds `@std/*` in the vendored JSR modules, as Deno does. */
const jsrModules: Plugin = {
  name: "jsr",
  setup({ onResolve }) {
    onResolve({ filter: /^@std\// }, async ({ path }) => ({
      path: await vendored(import.meta.resolve(path)),
    }));
  },
};

// The build of the package yaml for Node.js is CommonJS and reads the environment.
const yamlForBrowsers: Plugin = {
  name: "yaml",
  setup({ onResolve }) {
    onResolve({ filter: /^yaml$/ }, () => ({
      path: `${PROJECT}/node_modules/yaml/browser/index.js`,
    }));
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
  return `${base}/${version}/${file}`;
}
