/**
 * What a run executes beside what every run of the runtime does, as V8 logs it:
 * chunks of the program, and modules of the runtime.
 *
 * Most modules of the runtime come from a snapshot, so they are not seen to be
 * loaded; but V8 logs the first execution of each function and in which script
 * it is, and which scripts were compiled from source.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PERMISSIONS, writePermission } from "../../tools/compile.ts";
import { readGraph } from "./chunk_graph.ts";
import { execute, type Run } from "./program.ts";
import { ARCH, baseFor } from "./runtime_base.ts";

const graph = await readGraph();
const base = await baseFor(ARCH);

/** The scripts of one run. */
export interface Logged {
  /** Those of which a function was executed. A chunk is named by the source it was made for. */
  readonly executed: readonly string[];
  /** Modules of the runtime that are not in its snapshot: compiled at their first use. */
  readonly compiled: readonly string[];
}

/** A program that logs, and may write below its folder. */
export type LoggingProgram = (
  args: readonly string[],
  run?: Run,
) => Promise<Logged>;

/** Compiles `main.js` and its chunks so that V8 logs into `folder` what a run does. */
export async function compileLogging(
  bundle: string,
  folder: string,
): Promise<LoggingProgram> {
  const program = `${await Deno.makeTempDir({ dir: folder })}/program`;
  const log = `${program}.log`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--quiet",
      "--no-check",
      "--no-config",
      "--no-lock",
      "--no-code-cache",
      `--v8-flags=--log-function-events,--no-logfile-per-isolate,--logfile=${log}`,
      ...PERMISSIONS,
      writePermission([folder]),
      `--output=${program}`,
      "main.js",
    ],
    cwd: bundle,
    env: base === "" ? {} : { DENORT_BIN: base },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return async (args, run = {}) => {
    const result = await execute(program, args, {
      ...run,
      env: { HOME: folder, ...run.env },
    });
    assertEquals([result.code, result.stderr], [0, ""]);
    return read(await Deno.readTextFile(log));
  };
}

function read(log: string): Logged {
  const names = new Map(
    [...log.matchAll(/^script-details,(\d+),([^,]+),/gm)]
      .map(([, id, script = ""]) => [id, sourceOf(script)]),
  );
  const named = (lines: RegExp): string[] => {
    const ids = [...log.matchAll(lines)].map(([, id]) => id);
    return [...new Set(ids.flatMap((id) => names.get(id) ?? []))].sort();
  };
  return {
    executed: named(/^function,first-execution[^,]*,(\d+),/gm),
    compiled: named(/^script,create,(\d+),/gm).filter(isOfRuntime),
  };
}

/** Whether a script is a module of the runtime. */
export function isOfRuntime(script: string): boolean {
  return /^(?:ext|node):/.test(script);
}

/** The source that a chunk was made for; a module of the runtime is its own name. */
function sourceOf(script: string): string {
  if (!script.startsWith("file:")) return script;
  const name = script.slice(script.lastIndexOf("/") + 1);
  return graph[name]?.entryPoints.join() || name;
}
