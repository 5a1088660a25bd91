/**
 * Where the real `kind` runs: on this machine's Docker with a published node
 * image, or on a Docker of the suite's own with a node image of its own.
 * @module
 */
import { PROJECT } from "../../../tools/paths.ts";
import { execute, type Result, type Run } from "../../kit/program.ts";
import { isInstalled } from "../../kit/jwt/openssl.ts";
import { withDaemonOf } from "../docker_daemon.ts";
import { cacheFolder } from "../suite.ts";
import { buildPrograms, type Programs } from "./programs.ts";

/** Whatever runs with Docker, `kind` and `kubectl` at hand. */
export interface Lab {
  /** The image of the nodes. */
  readonly image: string;
  /** A folder for whatever a case writes. It is removed with the lab. */
  readonly folder: string;
  /** The words before a command that shall run in the network of the nodes. */
  readonly enter: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** A file with the kubelet of the minor version before; what is missing, where there is none. */
  olderKubelet(): Promise<string>;
}

/** A published node image, instead of one that the suite makes. */
export const KIND_IMAGE = Deno.env.get("KIND_IMAGE") ?? "";
const OLDER = "KIND_IMAGE_OLDER";
const OWN_IMAGE = "registry-credential-provider-e2e/node:latest";

/** Runs words in a lab, in the folder of the project where none is given. */
export function run(
  lab: Lab,
  words: readonly string[],
  options: Run = {},
): Promise<Result> {
  const [command = "", ...args] = [...lab.enter, ...words];
  return execute(command, args, {
    cwd: PROJECT,
    ...options,
    env: { ...lab.env, ...options.env },
  });
}

/** As {@linkcode run}. @throws What it said, where it fails. */
export async function must(
  lab: Lab,
  words: readonly string[],
  stdin = "",
): Promise<string> {
  const { code, stdout, stderr } = await run(lab, words, { stdin });
  if (code !== 0) {
    // kubeadm says thousands of lines before its reason.
    const said = `${stderr}${stdout}`.slice(-3000);
    throw new Error(`${words.join(" ")}: exit code ${code}: ${said}`);
  }
  return stdout;
}

/**
 * Runs a test in a lab.
 *
 * @returns Why there is none; `undefined` where the test has run.
 */
export async function withLab(
  test: (lab: Lab) => Promise<void>,
): Promise<string | undefined> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-kind-" });
  try {
    return KIND_IMAGE === ""
      ? await withOwnDocker(folder, test)
      : await withPublishedImage(folder, test);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The environment of the commands of a lab, with `first` before `PATH`. */
function environment(folder: string, first = ""): Record<string, string> {
  const env: Record<string, string> = {
    PATH: first + (Deno.env.get("PATH") ?? ""),
    // kind-up keeps its folder below it, and docker its settings.
    HOME: folder,
    KUBECONFIG: `${folder}/kubeconfig`,
  };
  // make finds the tool chain that it has made.
  for (const name of ["NETWORK", "DENO_DIR"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}

async function withPublishedImage(
  folder: string,
  test: (lab: Lab) => Promise<void>,
): Promise<string | undefined> {
  const why = await missing(["docker", "go", "kind", "kubectl"]);
  if (why !== undefined) return why;
  const env = environment(folder);
  const host = Deno.env.get("DOCKER_HOST");
  if (host !== undefined) env["DOCKER_HOST"] = host;
  const lab: Lab = {
    image: KIND_IMAGE,
    folder,
    enter: [],
    env,
    async olderKubelet() {
      const image = Deno.env.get(OLDER) ?? "";
      if (image === "") {
        throw new Error(
          `${OLDER} names no node image of the minor version before`,
        );
      }
      const id = (await must(lab, ["docker", "create", image])).trim();
      await must(lab, ["docker", "cp", `${id}:/usr/bin/kubelet`, `${folder}/`]);
      await must(lab, ["docker", "rm", id]);
      return `${folder}/kubelet`;
    },
  };
  await test(lab);
  return undefined;
}

async function withOwnDocker(
  folder: string,
  test: (lab: Lab) => Promise<void>,
): Promise<string | undefined> {
  if (Deno.uid() !== 0) {
    return "only root can start a Docker of its own: KIND_IMAGE= names a published node image";
  }
  const why = await missing(["docker", "go", "tar"]);
  if (why !== undefined) return why;
  const programs = await buildPrograms();
  await link(programs, folder);
  return await withDaemonOf(["kind/docker.sh", folder], async (enter) => {
    const lab: Lab = {
      image: OWN_IMAGE,
      folder,
      enter,
      env: {
        ...environment(folder, `${folder}/bin:`),
        DOCKER_HOST: `unix://${folder}/docker/sock`,
        // Debian's daemon is older than the builder of some docker commands.
        DOCKER_BUILDKIT: "0",
      },
      olderKubelet: () => programs.olderKubelet(),
    };
    await buildImage(lab, programs);
    await test(lab);
  });
}

async function missing(tools: readonly string[]): Promise<string | undefined> {
  for (const tool of [...tools, "openssl", "docker-registry", "skopeo"]) {
    if (!await isInstalled(tool)) return `there is no ${tool}`;
  }
  return undefined;
}

/**
 * Puts the programs of a node under their plain names into one folder, and those
 * that a person has into another.
 */
async function link(programs: Programs, folder: string): Promise<void> {
  const { kind, ...parts } = programs.paths;
  await Deno.mkdir(`${folder}/parts`);
  for (const [name, path] of Object.entries(parts)) {
    await Deno.symlink(path, `${folder}/parts/${name}`);
  }
  await Deno.mkdir(`${folder}/bin`);
  await Deno.symlink(kind ?? "", `${folder}/bin/kind`);
  await Deno.symlink(parts["hyperkube"] ?? "", `${folder}/bin/kubectl`);
}

async function buildImage(lab: Lab, programs: Programs): Promise<void> {
  const began = Date.now();
  const script = `${PROJECT}/tests/e2e/kind/node_image.sh`;
  const { code, stdout, stderr } = await execute("sh", [script, lab.image], {
    env: {
      ...lab.env,
      BIN: `${lab.folder}/parts`,
      BASE_FILES: `${programs.kindSource}/images/base/files`,
      VERSION: programs.versions["kubernetes"] ?? "",
      WORK: await Deno.makeTempDir({ dir: lab.folder }),
      CACHE: cacheFolder() ?? "",
    },
  });
  if (code !== 0) throw new Error(`no node image: ${stderr}${stdout}`);
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`  made the node image in ${seconds} s`);
}
