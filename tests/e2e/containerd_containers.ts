/**
 * Containers of a containerd of the suite.
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

/** Runs something with a containerd, which imports the archive of an image. */
export async function withContainerd(
  folder: string,
  archive: string,
  use: (runtime: Runtime) => Promise<void>,
): Promise<void> {
  const config = `${folder}/containerd.toml`;
  await Deno.writeTextFile(config, configOf(folder));
  const daemon = new Deno.Command("containerd", {
    args: [`--config=${config}`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const options = [`--address=${folder}/containerd.sock`, "--namespace=e2e"];
  try {
    for (let tries = 0; tries < 150; tries++) {
      if ((await run("ctr", [...options, "version"])).code === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const image = "localhost/installer:1";
    await must("ctr", [
      ...options,
      "images",
      "import",
      "--snapshotter=native",
      `--index-name=${image}`,
      archive,
    ]);
    // "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1"
    const said = await must("containerd", ["--version"]);
    await use({
      name: `containerd ${said.split(" ")[2]}`,
      start({ words = [], folders = {}, node }) {
        const name = newName();
        const container = running("ctr", [
          ...options,
          "run",
          "--rm",
          "--snapshotter=native",
          "--read-only",
          `--mount=type=tmpfs,src=tmpfs,dst=${STATE},options=rw:nosuid:nodev`,
          ...VARIABLES.map((variable) => `--env=${variable}`),
          ...Object.entries(folders).map(([to, from]) =>
            `--mount=type=bind,src=${from},dst=${to},options=rbind:ro`
          ),
          ...node === undefined
            ? []
            : ["--privileged", `--with-ns=pid:/proc/${node}/ns/pid`],
          image,
          name,
          ...words,
        ]);
        const exec = ["tasks", "exec", "--exec-id=probe", name];
        return {
          ...container,
          exec: (...probe) => run("ctr", [...options, ...exec, ...probe]),
        };
      },
    });
  } finally {
    daemon.kill("SIGTERM");
    await daemon.status;
  }
}

function configOf(folder: string): string {
  return `version = 2
root = "${folder}/containerd"
state = "${folder}/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "${folder}/containerd.sock"
`;
}
