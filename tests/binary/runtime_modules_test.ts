/**
 * What a run executes beside what every run of the runtime does, as V8 logs it:
 * chunks of the program, and modules of the runtime.
 *
 * The runtime has its modules in a snapshot, so they are not seen to be loaded;
 * but V8 logs the first execution of each function, and in which script it is.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PERMISSIONS } from "../../tools/compile.ts";
import { PROJECT } from "../../tools/paths.ts";
import { at, NODE, REGISTRY, ROLE } from "../aws/run.ts";
import { KEY, withAwsServer } from "../aws/server.ts";
import { config, execute, request } from "../program.ts";
import { ARCH, baseFor } from "../runtime_base.ts";
import { withStateFolder } from "../writable_program.ts";
import { IMAGE } from "./caching.ts";
import { withBackend } from "./ecr_backend.ts";
import { readGraph } from "./module_graph.ts";

const BUNDLE = `${PROJECT}/.build/program`;
const graph = await readGraph();
const base = await baseFor(ARCH);

/**
 * Files, text and the deadline need these. All are in the runtime's snapshot: none
 * is compiled from source at its first use, as `setTimeout`, `Request` and the
 * `node:` modules are.
 */
const OF_THE_RUNTIME = [
  "ext:core/00_infra.js",
  "ext:runtime/98_global_scope_shared.js", // globals that are made when they are used
  "ext:runtime/98_global_scope_window.js",
  "ext:deno_io/12_io.js", // standard streams
  "ext:deno_os/30_os.js", // variables, and the exit
  "ext:core/02_timers.js", // the deadline
  "ext:deno_web/03_abort_signal.js",
  "ext:deno_fs/30_fs.js",
  "ext:deno_web/00_infra.js", // what the decoder of text calls
  "ext:deno_web/08_text_encoding.js",
];

const CONFIG = config(`- name: static
  match: [static.example.com]
  static: { username: u, password: p }
- name: ecr
  match: ["*.dkr.ecr.*.amazonaws.com"]
  ecr: { endpoint: "ENDPOINT" }
`) + "cache: { directory: off }\n";

Deno.test("an answer from a static rule executes its own chunks, and of the runtime only streams, files, text and the deadline", async () => {
  await withBackend((backend) =>
    withStateFolder(async (folder) => {
      const empty = `${folder}/empty`;
      await Deno.mkdir(empty);
      await Deno.writeTextFile(`${empty}/main.js`, 'console.log("");\n');
      const floor = await compileLogging(empty, folder);
      const always = await executedBy(floor, [], folder);
      assert(always.includes("ext:runtime_main/js/99_main.js"), `${always}`);

      const program = await compileLogging(BUNDLE, folder);
      const path = `${folder}/registries.yaml`;
      const text = CONFIG.replace("ENDPOINT", backend.endpoint);
      await Deno.writeTextFile(path, text, { mode: 0o600 });
      const args = [`--config=${path}`];
      const executedFor = async (image: string) => {
        const all = await executedBy(program, args, folder, request(image));
        const isRuntime = (it: string) => /^(?:ext|node):/.test(it);
        const usual = [...always, ...OF_THE_RUNTIME];
        return {
          own: all.filter((it) => !isRuntime(it)).sort(),
          others: all.filter((it) => isRuntime(it) && !usual.includes(it)),
        };
      };
      assertEquals(await executedFor("static.example.com/app"), {
        own: ["providers/static.ts", "src/main.ts"],
        others: [],
      });
      assertEquals(await executedFor("other.example.com/app"), {
        own: ["src/main.ts"],
        others: [],
      });
      // Where the network is needed, it is seen.
      const fetched = await executedFor(IMAGE);
      assert(fetched.own.includes("providers/ecr/token.ts"), `${fetched.own}`);
      assert(
        fetched.others.some((it) => it.startsWith("ext:deno_fetch/")),
        `${fetched.others}`,
      );
    })
  );
});

/** How a token of ECR is fetched; of the last way it is known that it needs Node. */
const WAYS: readonly {
  readonly what: string;
  readonly section: object;
  readonly env: Readonly<Record<string, string>>;
  readonly fields?: object;
  readonly needsNode: boolean;
}[] = [
  {
    what: "keys of the environment",
    section: {},
    env: KEY,
    needsNode: false,
  },
  {
    what: "a role, assumed with keys of the environment",
    section: { roleArn: ROLE },
    env: KEY,
    needsNode: false,
  },
  {
    what: "a role, assumed with the token of a service account",
    section: { roleArn: ROLE, serviceAccount: {} },
    env: {},
    fields: { serviceAccountToken: "token" },
    needsNode: false,
  },
  {
    what: "a profile of the shared files",
    section: { profile: "default" },
    env: {},
    needsNode: true,
  },
];

Deno.test("a token of ECR executes no module of Node where no file has to be searched", async () => {
  await withAwsServer({}, ({ url }) =>
    withStateFolder(async (folder) => {
      const program = await compileLogging(BUNDLE, folder);
      await Deno.mkdir(`${folder}/.aws`);
      await Deno.writeTextFile(
        `${folder}/.aws/credentials`,
        `[default]\naws_access_key_id=${KEY.AWS_ACCESS_KEY_ID}\naws_secret_access_key=${KEY.AWS_SECRET_ACCESS_KEY}\n`,
      );
      const path = `${folder}/registries.yaml`;
      for (const { what, section, env, fields, needsNode } of WAYS) {
        const ecr = JSON.stringify(at(url, { ...section }));
        const rule = `- { name: ecr, match: [${REGISTRY}], ecr: ${ecr} }\n`;
        const text = `${config(rule)}cache: { directory: off }\n`;
        await Deno.writeTextFile(path, text, { mode: 0o600 });
        const asked = JSON.parse(request(`${REGISTRY}/app`));
        const stdin = JSON.stringify({ ...asked, ...fields });
        const args = [`--config=${path}`];
        const all = await executedBy(program, args, folder, stdin, env);
        assert(all.includes("providers/ecr/token.ts"), what);
        const ofNode = all.filter((it) =>
          /^(?:node:|ext:deno_node\/)/.test(it)
        );
        if (needsNode) assert(ofNode.length > 0, what);
        else assertEquals(ofNode, [], what);
      }
    }));
});

/** Compiles a bundle so that V8 writes into `v8.log` what it executes. */
async function compileLogging(
  bundle: string,
  folder: string,
): Promise<string> {
  const program = `${folder}/logging`;
  const log = `--no-logfile-per-isolate,--logfile=${folder}/v8.log`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--quiet",
      "--no-check",
      "--no-config",
      "--no-lock",
      "--no-code-cache",
      `--v8-flags=--log-function-events,${log}`,
      ...PERMISSIONS,
      `--output=${program}`,
      "main.js",
    ],
    cwd: bundle,
    env: base === "" ? {} : { DENORT_BIN: base },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return program;
}

/** Every script of which a run executed a function. */
async function executedBy(
  program: string,
  args: readonly string[],
  folder: string,
  stdin = "",
  keys: Readonly<Record<string, string>> = KEY,
): Promise<readonly string[]> {
  const env = { ...NODE, HOME: folder, ...keys };
  const result = await execute(program, args, { stdin, env });
  assertEquals([result.code, result.stderr], [0, ""]);
  const log = await Deno.readTextFile(`${folder}/v8.log`);
  const names = new Map(
    [...log.matchAll(/^script-details,(\d+),([^,]+),/gm)]
      .map(([, id, script = ""]) => [id, sourceOf(script)]),
  );
  const ids = [...log.matchAll(/^function,first-execution[^,]*,(\d+),/gm)]
    .map(([, id]) => id);
  return [...new Set(ids.flatMap((id) => names.get(id) ?? []))];
}

/** The source that a chunk was made for; a module of the runtime is its own name. */
function sourceOf(script: string): string {
  if (!script.startsWith("file:")) return script;
  const name = script.slice(script.lastIndexOf("/") + 1);
  return graph[name]?.entryPoints.join() || name;
}
