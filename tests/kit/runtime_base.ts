/**
 * The runtime that the build puts under a program.
 * @module
 */
import type { Arch } from "../../tools/compile.ts";
import { PROJECT } from "../../tools/paths.ts";

/** The architecture of this machine. */
export const ARCH: Arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";

/**
 * The runtime base, chosen as tools/build.sh does.
 *
 * @param project The folder of the project, or of another commit of it.
 * @returns Its path; empty where Deno fetches its own.
 */
export async function baseFor(
  arch: Arch,
  project: string = PROJECT,
): Promise<string> {
  const network = await Deno.readTextFile(`${project}/.toolchain/network`);
  if (network.trim() !== "npm") return "";
  const { stdout, success } = await new Deno.Command("node", {
    args: [`${project}/tools/toolchain/from_npm.mjs`, "denort", arch],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("there is no base to compile onto");
  return new TextDecoder().decode(stdout).trim();
}
