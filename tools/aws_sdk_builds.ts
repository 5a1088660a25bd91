/**
 * Takes each part of the AWS SDK in the published build that fits it.
 *
 * The clients come in their build for browsers: it stands on `fetch` and Web
 * Crypto, which Deno has in its snapshot, and touches no `node:` module; each of
 * those costs more than the rest of an answer (bench/levers.md). The search for
 * credentials in files, metadata and single sign-on has only a build for Node.
 * So both are in the program, and a module that both need is there twice. What the
 * search reads goes through `src/runtime/deno/sdk_files.ts`.
 * @module
 */
import { type ResolveOptions, ResolverFactory } from "rolldown/experimental";
import { transform } from "rolldown/utils";
import type { Plugin } from "rolldown";
import { PROJECT } from "./paths.ts";

/** How everything is found, but what only {@linkcode awsSdkForNode} finds. */
export const browserBuilds = {
  mainFields: ["browser", "module", "main"],
  aliasFields: [["browser"]],
  conditionNames: ["browser", "module", "import"],
} satisfies ResolveOptions;

const forNode = new ResolverFactory({
  mainFields: ["module", "main"],
  conditionNames: ["module", "node", "import"],
  extensions: [".js", ".json"],
});

/** The module that imports the search. */
const SEARCH = "/providers/ecr/aws_credentials.ts";

/** Reads XML with the DOM in its build for browsers, and by itself in that for Node. */
const XML = "@aws-sdk/xml-builder";

/** What opens files for the search, in the place of Node's own. */
const FILES = `${PROJECT}/src/runtime/deno/sdk_files.ts`;

/** Ends the name of a module that is taken for Node. */
const MARK = "?node";

/** Finds the packages that the search imports, and what they import, for Node. */
export const awsSdkForNode: Plugin = {
  name: "aws-sdk-for-node",
  async resolveId(id, importer = "") {
    const isMarked = importer.endsWith(MARK);
    const isForNode = isMarked || id === XML ||
      (importer.endsWith(SEARCH) && /^[@\w]/.test(id));
    if (isMarked && /^node:fs(?:\/promises)?$/.test(id)) return { id: FILES };
    if (!isForNode || id.startsWith("node:")) return null;
    const from = isMarked ? importer.slice(0, -MARK.length) : importer;
    const { path, packageJsonPath } = await forNode.resolveFileAsync(from, id);
    if (path === undefined || packageJsonPath === undefined) return null;
    const { sideEffects } = JSON.parse(
      await Deno.readTextFile(packageJsonPath),
    );
    return {
      id: `${path}${MARK}`,
      moduleSideEffects: sideEffects !== false,
    };
  },
  load: {
    filter: { id: /\?node$/ },
    async handler(id) {
      const path = id.slice(0, -MARK.length);
      return {
        code: await Deno.readTextFile(path),
        moduleType: path.endsWith(".json") ? "json" : "js",
      };
    },
  },
};

/** Tells the builds for browsers that there is no `Buffer`, as in a browser. */
export const awsSdkWithoutBuffer: Plugin = {
  name: "aws-sdk-without-buffer",
  transform: {
    filter: {
      id: /\/node_modules\/@(?:aws-sdk|smithy)\/.*\.js$/,
      code: "Buffer",
    },
    handler: (code, id) =>
      transform(id, code, { define: { Buffer: "undefined" } }),
  },
};
