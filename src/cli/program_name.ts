/**
 * The name that the program was started under. Only Node's interface tells it:
 * `Deno.execPath()` is the file behind all symbolic links, and Deno refuses to
 * open /proc/self/cmdline.
 * @module
 */
import { argv0 } from "node:process";
import { HELPER_NAME } from "./helper_calls.ts";

/** Whether the program was started as the credential helper. */
export function isHelper(): boolean {
  return argv0.slice(argv0.lastIndexOf("/") + 1) === HELPER_NAME;
}

/** The arguments, as if the helper's name were a command of the program. */
export function withHelperCommand(args: readonly string[]): readonly string[] {
  return isHelper() ? ["docker-helper", ...args] : args;
}
