/**
 * The program that is measured, and the floor below it: an empty program, made
 * by a plain `deno compile` of the same Deno on the same base.
 * @module
 */
import { ARCH, baseFor } from "../tests/kit/runtime_base.ts";
import { PROJECT } from "../tools/paths.ts";

/** What is built for measuring stands here. */
export const FOLDER = `${PROJECT}/.build/bench`;

/** What is measured may write here. */
export const STATE = `${FOLDER}/state`;

/** A program and its floor: paths. */
export interface Programs {
  /** May also write to {@linkcode STATE}. */
  readonly program: string;
  /** Starts, and does nothing else. */
  readonly floor: string;
}

/** The program of the sources as they are now. */
export const { program: PROGRAM, floor: FLOOR }: Programs = programsIn(FOLDER);

/** Where {@linkcode buildPrograms} puts the two. */
export function programsIn(folder: string): Programs {
  return { program: `${folder}/measured`, floor: `${folder}/floor` };
}

/**
 * Builds both from the sources of a project, whose tool chain is set up.
 *
 * @param project The folder of the project, or of another commit of it.
 * @param folder Where the programs are put.
 */
export async function buildPrograms(
  project: string = PROJECT,
  folder: string = FOLDER,
): Promise<Programs> {
  const programs = programsIn(folder);
  await Deno.mkdir(STATE, { recursive: true });
  const toolchain = `${project}/.toolchain`;
  const env = { DENO_DIR: `${toolchain}/deno-dir` };
  await run("sh", [
    `${project}/tools/build.sh`,
    ARCH,
    programs.program,
    `${project}/src/main.ts`,
    STATE,
  ], { cwd: project, env });

  const source = `${folder}/empty`;
  await Deno.mkdir(source, { recursive: true });
  await Deno.writeTextFile(`${source}/main.js`, 'console.log("");\n');
  const base = await baseFor(ARCH, project);
  await run(
    `${toolchain}/bin/deno`,
    // As the program, without a cache of code in /tmp.
    ["compile", "--quiet", "--no-code-cache", "--output", programs.floor]
      .concat("main.js"),
    { cwd: source, env: base === "" ? env : { ...env, DENORT_BIN: base } },
  );
  await copied(programs.program);
  await copied(programs.floor);
  return programs;
}

// How a file came into the page cache decides over a tenth of the time of a run:
// so all come there in the same way, the one of an installation.
async function copied(path: string): Promise<void> {
  await run("cp", [path, `${path}.copy`]);
  await Deno.rename(`${path}.copy`, path);
}

/** Bytes of a program and of its floor. */
export async function sizes(
  { program, floor }: Programs,
): Promise<{ program: number; floor: number }> {
  const size = async (path: string) => (await Deno.stat(path)).size;
  return { program: await size(program), floor: await size(floor) };
}

/**
 * Runs a step of a build, and shows what it says.
 *
 * @throws {Error} Where it fails.
 */
export async function run(
  command: string,
  args: readonly string[],
  more: { cwd?: string; env?: Record<string, string> } = {},
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
