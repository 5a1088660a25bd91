/**
 * Takes out of the AWS SDK what a token of ECR does not need.
 *
 * The loading of the SDK is a third of what a fetched token costs, and grows
 * with its bytes; see bench/levers.md. Nothing that is asked or answered changes.
 * @module
 */
import type { OnLoadResult, Plugin, PluginBuild } from "esbuild";

/** Modules of the SDK that have no effects of their own (`sideEffects: false`). */
const MODULE = /\/node_modules\/(?:@aws-sdk|@smithy)\/.*\/dist-es\/.*\.js$/;

const IMPORT = /^import \{([^}]*)\} from "((?:@aws-sdk|@smithy)\/[^"]+)";$/gm;

/** What GetAuthorizationToken may answer (API references of ECR and ECR Public). */
const ERRORS = /^(?:InvalidParameter|Server|UnsupportedCommand)Exception\$/;

/** esbuild's plugin for the modules of the SDK. */
export const awsSdk: Plugin = {
  name: "aws-sdk",
  setup(build) {
    build.onLoad(
      { filter: MODULE },
      async ({ path }): Promise<OnLoadResult> => {
        let contents = await Deno.readTextFile(path);
        const folder = path.slice(0, path.lastIndexOf("/"));
        if (
          /\/client-ecr(?:-public)?\/dist-es\/schemas\/schemas_0\.js$/.test(
            path,
          )
        ) {
          contents = withoutOtherErrors(contents);
        }
        if (/\/client-[\w-]+\/dist-es\/runtimeConfig\.js$/.test(path)) {
          contents = withoutNodeHttp(contents);
        }
        contents = await withDirectImports(contents, folder, build);
        return { contents, loader: "js", resolveDir: folder };
      },
    );
  },
};

// An error that no answer has is no use; one that is not known keeps its name.
function withoutOtherErrors(code: string): string {
  return code.replace(
    /^n0_registry\.registerError\((\w+\$), \w+\);$/gm,
    (line, error) => ERRORS.test(error) ? line : "",
  );
}

// Every client here has a request handler of its own, which gives whole bodies.
function withoutNodeHttp(code: string): string {
  return code.replace(
    'import { NodeHttpHandler as RequestHandler, streamCollector } from "@smithy/node-http-handler";',
    "const RequestHandler = { create: (own) => own }, streamCollector = undefined;",
  );
}

/**
 * Imports each name from the module that declares it, instead of from an index.
 * An index that two chunks share pulls all that it names into both.
 */
async function withDirectImports(
  code: string,
  folder: string,
  build: PluginBuild,
): Promise<string> {
  const lines = new Map<string, string>();
  for (const [line, names = "", from = ""] of code.matchAll(IMPORT)) {
    const index = await resolved(from, folder, build);
    const direct = await Promise.all(
      names.split(",").map((it) => it.trim()).filter((it) => it !== "").map(
        async (name) => {
          const [exported = "", own = exported] = name.split(" as ");
          const place = index === undefined
            ? undefined
            : await declared(exported, index, build);
          return place === undefined
            ? `import { ${name} } from "${from}";`
            : `import { ${place.name} as ${own} } from "${place.path}";`;
        },
      ),
    );
    lines.set(line, direct.join("\n"));
  }
  return code.replace(IMPORT, (line) => lines.get(line) ?? line);
}

interface Declared {
  readonly path: string;
  readonly name: string;
}

/** Where a name that a module exports is declared. */
async function declared(
  name: string,
  path: string,
  build: PluginBuild,
): Promise<Declared | undefined> {
  const code = await Deno.readTextFile(path);
  const folder = path.slice(0, path.lastIndexOf("/"));
  const own = new RegExp(
    `^export (?:async )?(?:function\\*?|class|const|let|var) ${
      name.replaceAll("$", "\\$")
    }(?![\\w$])`,
    "m",
  );
  if (own.test(code)) return { path, name };
  for (
    const [, names, from = ""] of code.matchAll(
      /^export (?:\{([^}]*)\}|\*) from "([^"]+)";$/gm,
    )
  ) {
    const found = names === undefined ? name : exportedAs(name, names);
    if (found === undefined) continue;
    const next = await resolved(from, folder, build);
    const place = next === undefined
      ? undefined
      : await declared(found, next, build);
    if (place !== undefined) return place;
  }
  return undefined;
}

function exportedAs(name: string, names: string): string | undefined {
  for (const one of names.split(",")) {
    const [own = "", exported = own] = one.trim().split(" as ");
    if (exported === name) return own;
  }
  return undefined;
}

async function resolved(
  from: string,
  folder: string,
  build: PluginBuild,
): Promise<string | undefined> {
  const { path, errors } = await build.resolve(from, {
    kind: "import-statement",
    resolveDir: folder,
  });
  return errors.length === 0 && MODULE.test(path) ? path : undefined;
}
