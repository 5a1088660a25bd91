/**
 * Instructions that a run takes, which hardly depend on how busy the machine is.
 * @module
 */
import { ENVIRONMENT } from "./asking.ts";
import type { Job } from "./runs.ts";

/**
 * Counts the instructions of a job, all threads together, in user mode.
 *
 * @returns `undefined` without Valgrind, and where the run fails: below Valgrind
 * it is fifty times slower, and on a busy machine its own deadline may end it.
 */
export async function instructions(
  { name, command, stdin }: Job,
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
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.error(`bench: SKIPPED instructions of ${name}: no valgrind here`);
    return undefined;
  }
  const output = child.output();
  await input.readable.pipeTo(child.stdin).catch(() => {});
  const { success, stderr } = await output;
  const text = new TextDecoder().decode(stderr);
  const [, count] = /Collected : (\d+)/.exec(text) ?? [];
  if (success && count !== undefined) return Number(count);
  const why = text.split("\n").find((line) => !line.startsWith("==")) ?? "";
  console.error(`bench: SKIPPED instructions of ${name}: ${why}`);
  return undefined;
}
