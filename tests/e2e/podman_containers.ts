/**
 * Containers of podman, which has its files in a folder of the suite.
 * @module
 */
import {
  newName,
  running,
  type Runtime,
  STATE,
  VARIABLES,
} from "./container_runtime.ts";
import { must, run } from "./go_tools.ts";

/** podman raises these limits by itself, which not every machine allows. */
const LIMITS = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"];

/** The options of a podman that has its files in a folder. Its `runroot` has at most 50 characters. */
export function podmanOptions(folder: string): readonly string[] {
  return [
    `--root=${folder}/podman`,
    `--runroot=${folder}/run`,
    `--tmpdir=${folder}/podman-tmp`,
    "--storage-driver=vfs",
    "--cgroup-manager=cgroupfs",
    "--events-backend=none",
  ];
}

/** Runs something with podman, which loads the archive of an image. */
export async function withPodman(
  folder: string,
  archive: string,
  use: (runtime: Runtime) => Promise<void>,
): Promise<void> {
  const options = podmanOptions(folder);
  // "Loaded image: sha256:..."
  const loaded = await must("podman", [
    ...options,
    "load",
    `--input=${archive}`,
  ]);
  const image = loaded.trim().split(/\s+/).at(-1) ?? "";
  const version = await must("podman", ["--version"]);
  await use({
    name: version.trim().replace(" version", ""),
    start({ words: [entrypoint, ...words] = [], folders = {}, node }) {
      const name = newName();
      const container = running("podman", [
        ...options,
        "run",
        "--rm",
        `--name=${name}`,
        "--network=none",
        ...LIMITS,
        "--read-only",
        "--read-only-tmpfs=false",
        `--tmpfs=${STATE}`,
        ...VARIABLES.map((variable) => `--env=${variable}`),
        ...Object.entries(folders).map(([to, from]) =>
          `--volume=${from}:${to}:ro`
        ),
        ...node === undefined
          ? []
          : ["--privileged", `--pid=ns:/proc/${node}/ns/pid`],
        ...entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`],
        image,
        ...words,
      ]);
      return {
        ...container,
        exec: (...command) =>
          run("podman", [...options, "exec", name, ...command]),
      };
    },
  });
}

/**
 * Runs something with a process that stands for a node: it has namespaces of its
 * own, and sees a folder as its root.
 *
 * @param use Gets the number of the process.
 */
export async function withNodeOf(
  folder: string,
  root: string,
  use: (node: number) => Promise<void>,
): Promise<void> {
  const options = podmanOptions(folder);
  await must("podman", [
    ...options,
    "run",
    "--detach",
    "--name=node",
    "--network=none",
    ...LIMITS,
    "--rootfs",
    root,
    "sleep",
    "infinity",
  ]);
  try {
    const format = "--format={{.State.Pid}}";
    const pid = await must("podman", [...options, "inspect", format, "node"]);
    await use(Number(pid));
  } finally {
    await must("podman", [...options, "rm", "--force", "--time=0", "node"]);
  }
}
