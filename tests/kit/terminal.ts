/**
 * The compiled program on a terminal.
 * @module
 */
import { execute, PROGRAM, type Result } from "./program.ts";

/** What makes a terminal: of util-linux, in Debian's bsdutils. */
const SCRIPT = "/usr/bin/script";

/** Whether a terminal can be made here. */
export const HAS_TERMINAL: boolean = await Deno.stat(SCRIPT).then(
  () => true,
  () => false,
);

/** For the name of a test that needs one. */
export const NEEDS_TERMINAL = HAS_TERMINAL
  ? ""
  : " (needs script of util-linux)";

/**
 * Runs the program with a terminal for all three streams; `stdout` has what is
 * on the screen.
 */
export async function onTerminal(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Result> {
  const line = [PROGRAM, ...args].join(" ");
  const result = await execute(SCRIPT, [
    "--quiet",
    "--return",
    "--command",
    line,
    "/dev/null",
  ], { env: { PATH: "/usr/bin:/bin", SHELL: "/bin/sh", ...env } });
  // A terminal ends its lines in its own way.
  return { ...result, stdout: result.stdout.replaceAll("\r\n", "\n") };
}
