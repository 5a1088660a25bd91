/**
 * Instructions that a run takes, which hardly depend on how busy the machine is.
 * @module
 */
import { ENVIRONMENT } from "./asking.ts";
import type { Job } from "./runs.ts";

/**
 * Counts the instructions of a job, all threads together, in user mode.
 *
 * @returns `undefined` without Valgrind.
 * @throws {Error} Where the run fails.
 */
export async function instructions(
  { command, stdin }: Job,
): Promise<number | undefined> {
  const input = await Deno.open(stdin);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("valgrind", {
      args: [
        "--tool=callgrind",
        "--callgrind-out-file=/dev/null",
        ...command,
      ],
      env: { ...ENVIRONMENT, PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" },
      clearEnv: true,
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    input.close();
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const output = child.output();
  await input.readable.pipeTo(child.stdin).catch(() => {});
  const { success, stderr } = await output;
  const text = new TextDecoder().decode(stderr);
  const [, count] = /Collected : (\d+)/.exec(text) ?? [];
  if (!success || count === undefined) throw new Error(text);
  return Number(count);
}
