/**
 * The program that is measured, and the floor below it: an empty program, made
 * by a plain `deno compile` of the same Deno on the same base.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";
import { ARCH, baseFor } from "../tests/runtime_base.ts";

const FOLDER = `${PROJECT}/.build/bench`;

/** The program, which may also write to {@linkcode STATE}. */
export const PROGRAM = `${FOLDER}/measured`;

/** Does nothing but to start. */
export const FLOOR = `${FOLDER}/floor`;

/** What is measured may write here. */
export const STATE = `${FOLDER}/state`;

/** Builds both. */
export async function buildPrograms(): Promise<void> {
  await Deno.mkdir(STATE, { recursive: true });
  const entry = `${PROJECT}/src/main.ts`;
  const build = `${PROJECT}/tools/build.sh`;
  await run("sh", [build, ARCH, PROGRAM, entry, STATE], {});

  const source = `${FOLDER}/empty`;
  await Deno.mkdir(source, { recursive: true });
  await Deno.writeTextFile(`${source}/main.js`, 'console.log("");\n');
  const base = await baseFor(ARCH);
  await run(
    Deno.execPath(),
    // As the program, without a cache of code in /tmp.
    ["compile", "--quiet", "--no-code-cache", `--output=${FLOOR}`, "main.js"],
    { cwd: source, env: base === "" ? {} : { DENORT_BIN: base } },
  );
  await Promise.all([PROGRAM, FLOOR].map(copied));
}

// How a file came into the page cache decides over a tenth of the time of a run:
// so both come there in the same way, the one of an installation.
async function copied(path: string): Promise<void> {
  await run("cp", [path, `${path}.copy`], {});
  await Deno.rename(`${path}.copy`, path);
}

/** Bytes of the program and of the floor. */
export async function sizes(): Promise<{ program: number; floor: number }> {
  const [program, floor] = await Promise.all([PROGRAM, FLOOR].map(size));
  return { program: program ?? NaN, floor: floor ?? NaN };
}

async function size(path: string): Promise<number> {
  return (await Deno.stat(path)).size;
}

async function run(
  command: string,
  args: readonly string[],
  more: { cwd?: string; env?: Record<string, string> },
): Promise<void> {
  const { success } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
    ...more,
  }).output();
  if (!success) throw new Error(`${command} ${args[0]} failed`);
}
