/**
 * Programs that `tools/go_tool.sh` builds: those that a release needs, and those
 * that look at what it has made.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { execute, type Result } from "../kit/program.ts";

/** Runs a program with this environment, as a person would type it. */
export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Result> {
  return execute(command, [...args], {
    cwd: PROJECT,
    env: { ...Deno.env.toObject(), ...env },
  });
}

/** As {@linkcode run}, and throws with the last line of stderr where it fails. */
export async function must(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, env);
  if (code !== 0) {
    throw new Error(
      `${command} ${args[0]}: ${stderr.trim().split("\n").at(-1)}`,
    );
  }
  return stdout;
}

/** The path of the program, which is built where it is not there yet. */
export async function goTool(name: string): Promise<string> {
  return (await must("/bin/sh", ["tools/go_tool.sh", name])).trim();
}
