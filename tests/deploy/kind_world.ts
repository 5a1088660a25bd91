/**
 * A world for deploy/kind.sh: its own PATH with stand-ins for docker, kind and
 * the like, and containers that are folders.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";

const FAKES = `${PROJECT}/tests/deploy/fakes_kind`;

/** Everything of the system that the scripts may use; nothing of a cluster. */
const TOOLS = [
  ..."awk basename cat chmod cmp cp cut dirname env find grep head ls mkdir mktemp"
    .split(" "),
  ..."ln mv readlink rm rmdir sed sh sort tail tr uname wc".split(" "),
];

/** A container; what is not given is a running worker of "kind" on x86_64. */
export interface Container {
  readonly engine?: string;
  readonly state?: string;
  readonly role?: string;
  readonly cluster?: string;
  readonly machine?: string;
}

/** Which commands there are beside the tools. */
export type Command = "docker" | "podman" | "nerdctl" | "kind" | "kubectl";

/** The world of a test. */
export interface World {
  readonly folder: string;
  /** The folder of a container. */
  node(name: string, engine?: string): string;
  /** Runs deploy/kind.sh; a config and secrets are there already. */
  kind(command: string, env?: Record<string, string>): Promise<Result>;
  /** How node.sh was called in a container, without the name of the stage. */
  calls(name: string): Promise<readonly string[]>;
  /** Every call of a stand-in, in order. */
  log(): Promise<readonly string[]>;
  write(path: string, text: string): Promise<void>;
}

/**
 * Runs a test in a world that is gone when it ends.
 *
 * @param commands What stands on PATH.
 * @param containers By their names.
 */
export async function withWorld(
  commands: readonly Command[],
  containers: { readonly [name: string]: Container },
  test: (world: World) => Promise<void>,
): Promise<void> {
  await withFiles({ log: "" }, async (folder) => {
    await layOut(folder, commands);
    for (const [name, container] of Object.entries(containers)) {
      await addContainer(folder, name, container);
    }
    await test(worldIn(folder));
  });
}

/** A cluster of three nodes. */
export const NODES = {
  "kind-a": { role: "control-plane" },
  "kind-b": {},
  "kind-c": {},
};

/** Where the stages of a run are, in the folder of a container. */
export const STATE = "root/var/lib/registry-credential-provider";

/** The files of the provider on a node. */
export interface NodeFiles {
  /** Its config, which is what the stand-in for the program does. */
  readonly registries: string;
  /** The kubelet's config. */
  readonly kubelet: string;
}

/** Puts the program and these files where an installation puts them: gives the folder. */
export async function placeFiles(
  world: World,
  node: string,
  { registries, kubelet }: NodeFiles,
): Promise<string> {
  const folder = `${node}/root/etc/kubernetes/credential-providers`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.copyFile(
    `${world.folder}/program.sh`,
    `${folder}/registry-credential-provider`,
  );
  await world.write(`${folder}/registries.yaml`, registries);
  await world.write(`${folder}/kubelet.yaml`, kubelet);
  return folder;
}

/** A process with these arguments, as the kubelet of a container. */
export async function withKubelet(
  node: string,
  flags: readonly string[],
  test: () => Promise<void>,
): Promise<void> {
  const child = new Deno.Command("/bin/sh", {
    // The shell has to stay: its arguments are the command line.
    args: ["-c", "while :; do sleep 60; done", "kubelet", ...flags],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await Deno.writeTextFile(`${node}/pid`, `${child.pid}\n`);
    await Deno.writeTextFile(`${node}/health`, "ok");
    await test();
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

function worldIn(folder: string): World {
  const node = (name: string, engine = "docker") =>
    `${folder}/containers/${engine}/${name}`;
  return {
    folder,
    node,
    kind: (command, env = {}) =>
      execute("/bin/sh", [`${folder}/project/deploy/kind.sh`, command], {
        cwd: folder,
        env: {
          PATH: `${folder}/bin`,
          FAKES: folder,
          HOME: folder,
          CONFIG: `${folder}/my.yaml`,
          FILES: `${folder}/secrets`,
          ...env,
        },
      }),
    calls: async (name) => {
      const text = await Deno.readTextFile(`${node(name)}/calls`)
        .catch(() => "");
      return text.split("\n").slice(0, -1)
        .map((line) => line.replace(/\S*\/stage\.\w+\//g, "STAGE/"));
    },
    log: async () =>
      (await Deno.readTextFile(`${folder}/log`)).split("\n").slice(0, -1),
    write: (path, text) => Deno.writeTextFile(path, text, { mode: 0o644 }),
  };
}

async function layOut(
  folder: string,
  commands: readonly Command[],
): Promise<void> {
  const bin = `${folder}/bin`;
  const deploy = `${folder}/project/deploy`;
  for (const one of [bin, `${deploy}/kind`, `${folder}/secrets`]) {
    await Deno.mkdir(one, { recursive: true });
  }
  for (const tool of TOOLS) {
    const path = [`/usr/bin/${tool}`, `/bin/${tool}`].find(exists);
    if (path !== undefined) await Deno.symlink(path, `${bin}/${tool}`);
  }
  for (const command of [...commands, "make"]) {
    const own = ["docker", "podman", "nerdctl"].includes(command)
      ? "engine"
      : command;
    await Deno.symlink(`${FAKES}/${own}.sh`, `${bin}/${command}`);
  }
  // The scripts count their looks, and a stand-in has done at once what it does.
  await Deno.symlink("/bin/true", `${bin}/sleep`);
  await Deno.symlink(`${FAKES}/in_node`, `${folder}/in_node`);
  await Deno.copyFile(`${FAKES}/program.sh`, `${folder}/program.sh`);
  // The scripts themselves, with a stand-in for what they run in a node.
  await Deno.copyFile(`${PROJECT}/deploy/kind.sh`, `${deploy}/kind.sh`);
  for await (const { name } of Deno.readDir(`${PROJECT}/deploy/kind`)) {
    await Deno.copyFile(
      `${PROJECT}/deploy/kind/${name}`,
      `${deploy}/kind/${name}`,
    );
  }
  await Deno.mkdir(`${folder}/project/dist`);
  await Deno.copyFile(`${FAKES}/node.sh`, `${folder}/project/dist/node.sh`);
  await Deno.writeTextFile(`${folder}/my.yaml`, "answers");
  await Deno.writeTextFile(`${folder}/secrets/token`, "a-secret-in-a-file");
}

async function addContainer(
  folder: string,
  name: string,
  container: Container,
): Promise<void> {
  const path = `${folder}/containers/${container.engine ?? "docker"}/${name}`;
  await Deno.mkdir(`${path}/root/var/lib`, { recursive: true });
  const facts = {
    state: container.state ?? "running",
    role: container.role ?? "worker",
    cluster: container.cluster ?? "kind",
    machine: container.machine ?? "x86_64",
  };
  for (const [fact, value] of Object.entries(facts)) {
    await Deno.writeTextFile(`${path}/${fact}`, `${value}\n`);
  }
}

/** Whether there is something at a path. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
