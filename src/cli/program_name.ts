/**
 * The name that the program was started under. Only Node's interface tells it:
 * `Deno.execPath()` is the file behind all symbolic links, and Deno refuses to
 * open /proc/self/cmdline.
 * @module
 */
import { argv0 } from "node:process";

/** The name under which Docker and its kin look for this credential helper. */
const HELPER_NAME = "docker-credential-registry";

/** The arguments, as if the helper's name were a command of the program. */
export function withHelperCommand(args: readonly string[]): readonly string[] {
  const name = argv0.slice(argv0.lastIndexOf("/") + 1);
  return name === HELPER_NAME ? ["docker-helper", ...args] : args;
}
