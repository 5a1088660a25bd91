/**
 * Whether a kubelet can run the program in its folder of credential providers.
 * @module
 */
import { readElf } from "./elf_header.ts";
import type { Way } from "../lookup/file_trust.ts";
import { mountOf } from "./mount_options.ts";
import type { Runtime } from "../runtime/runtime.ts";

/**
 * Looks for what keeps it from being run.
 *
 * @param way The way to the program.
 * @param mounts The kubelet's mounts, where they are known.
 * @returns What is wrong, each with its remedy.
 */
export async function binaryFaults(
  path: string,
  { real, failure, steps }: Way,
  mounts: string | undefined,
  runtime: Runtime,
): Promise<readonly string[]> {
  if (failure !== undefined) {
    return [
      failure.why === "missing"
        ? `${failure.path} does not exist, and no kubelet starts without it: put the program there with mode 0755`
        : `${failure.path} cannot be looked at: run doctor as root`,
    ];
  }
  const facts = steps.at(-1);
  if (facts?.kind !== "file") {
    return [`${path} is not a regular file: put the program there`];
  }
  const faults: string[] = [];
  if ((facts.mode & 0o111) === 0) {
    faults.push(`${path} is not executable: run "chmod 0755 ${path}"`);
  }
  const mount = mounts === undefined ? undefined : mountOf(mounts, real);
  if (mount?.options.includes("noexec")) {
    faults.push(
      `${mount.point} is mounted noexec, so nothing in it can be run: move the program to a folder on another file system, and name that folder in the flag`,
    );
  }
  return [...faults, ...await elfFaults(path, runtime)];
}

async function elfFaults(
  path: string,
  runtime: Runtime,
): Promise<readonly string[]> {
  const elf = await readElf(path, runtime);
  if (typeof elf === "string") {
    return [`${path} cannot be read: run doctor as root`];
  }
  if (elf === undefined) {
    return [
      `${path} is not a program for 64-bit Linux: put the one for ${runtime.machine} there`,
    ];
  }
  if (elf.machine !== runtime.machine) {
    return [
      `${path} is for ${elf.machine}, and this machine is ${runtime.machine}: put the other build there`,
    ];
  }
  if (elf.loader === undefined) return [];
  const loader = await runtime.stat(elf.loader);
  return typeof loader === "string"
    ? [
      `${path} needs ${elf.loader}, which is not there: the program runs only where there is glibc, so not on Alpine and Talos`,
    ]
    : [];
}
