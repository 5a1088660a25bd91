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
import { config, execute, request } from "../program.ts";
import { ARCH, baseFor } from "../runtime_base.ts";
import { withStateFolder } from "../writable_program.ts";
import { IMAGE } from "./caching.ts";
import { withBackend } from "./ecr_backend.ts";
import { readGraph } from "./module_graph.ts";

const BUNDLE = `${PROJECT}/.build/program`;
const { outputs } = await readGraph();
const base = await baseFor(ARCH);

/**
 * Files, text and the deadline need these. None of them is compiled from source
 * at its first use, as `setTimeout`, `Request` and the `node:` modules are.
 */
const OF_THE_RUNTIME = [
  "ext:core/00_infra.js",
  "ext:core/02_timers.js", // AbortSignal.timeout
  "ext:deno_io/12_io.js", // standard input and output
  "ext:deno_web/03_abort_signal.js",
  "ext:runtime/98_global_scope_shared.js",
  "ext:runtime/98_global_scope_window.js",
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

Deno.test("an answer from a static rule executes one chunk more than an empty program, and of the runtime only files, text and the deadline", async () => {
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
): Promise<readonly string[]> {
  const env = {
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "an-example-key",
    HOME: folder,
  };
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
  const chunk = Object.entries(outputs).find(([path]) =>
    path.endsWith(`/${name}`)
  );
  return chunk?.[1].entryPoints.join() || name;
}
