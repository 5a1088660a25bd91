/**
 * A real kubelet with Debian's containerd pulls from Debian's registry, with
 * what `node.sh` installs: `make e2e SUITES=kubelet`.
 * @module
 */
import { isInstalled } from "../kit/jwt/openssl.ts";
import { withDaemonOf } from "./docker_daemon.ts";
import { buildGo, type Kubernetes, pinnedVersions } from "./go_program.ts";
import { writeImage } from "./image_layout.ts";
import { IMAGE, withNode } from "./kubelet_node.ts";
import { STEPS } from "./kubelet_pulls.ts";
import { withRegistries } from "./kubelet_registries.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "kubelet";

/** See {@linkcode Suite}. */
export const needs =
  "root, Go 1.26 or newer with Kubernetes from the Go module proxy, Docker and debootstrap from Debian";

/** See {@linkcode Suite}. */
export const proves =
  "a kubelet on a node pulls with basic auth (static) and tokens (jwt) after node.sh install, shows the errors of the program in its log, and is as before, byte for byte, after node.sh uninstall";
/** See {@linkcode Suite}. */
export const leaves =
  "an API server; cgroup v2; CRI-O; the overlay snapshotter";

/** See {@linkcode Suite}. */
export const isLong = true;

/** Runs it with every version of the kubelet. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const versions = await pinnedVersions();
  const why = await whyNot() ??
    await withDaemonOf(
      ["kubelet/docker.sh", IMAGE],
      async ([dockerHost = ""]) => {
        for (const one of versions) {
          // Without a node no step can be taken.
          await checks.check(
            `kubelet ${one.version} starts and ends`,
            () => takeSteps(one, dockerHost, checks),
          );
        }
      },
    );
  if (why !== undefined) {
    checks.skip(versions.map(({ version }) => `kubelet ${version}`), why);
  }
  return checks.tally;
}

/** Shell lines that print what a node has, with its version. */
const VERSIONS = [
  "containerd --version | awk '{ print \"containerd\", $3 }'",
  "runc --version | head -n 1 | sed 's/ version//'",
  "docker-registry --version | awk '{ print $1, $3 }'",
];

async function whyNot(): Promise<string | undefined> {
  if (Deno.uid() !== 0) return "only root can enter the network of a node";
  for (const tool of ["go", "openssl", "nsenter", "tar"]) {
    if (!await isInstalled(tool)) return `there is no ${tool}`;
  }
  return undefined;
}

async function takeSteps(
  kubernetes: Kubernetes,
  dockerHost: string,
  checks: Checks,
): Promise<void> {
  const kubelet = await buildGo("kubelet", kubernetes);
  const pause = await imageOf(await buildGo("pause", kubernetes));
  checks.meet(`kubelet ${kubernetes.version}`);
  await withNode(
    kubelet,
    { dockerHost, pause },
    (node) =>
      withRegistries(node, async () => {
        for (const asked of VERSIONS) {
          checks.meet((await node.must(asked)).trim());
        }
        for (const [what, step] of Object.entries(STEPS)) {
          await checks.check(
            `kubelet ${kubernetes.version} ${what}`,
            () => step(node),
          );
        }
      }),
  );
}

/** An image with one program, as an archive of its layout. */
async function imageOf(program: string): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-e2e-" });
  try {
    await Deno.mkdir(`${folder}/root`);
    await Deno.copyFile(program, `${folder}/root/pause`);
    const content = await archive(`${folder}/root`);
    await writeImage(`${folder}/image`, { tar: content, command: ["/pause"] });
    return await archive(`${folder}/image`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function archive(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const { stdout } = await new Deno.Command("tar", {
    args: ["--create", `--directory=${folder}`, "."],
    stderr: "inherit",
  }).output();
  return stdout;
}
