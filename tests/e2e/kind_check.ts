/**
 * The provider on a cluster that the real `kind` made: `make e2e SUITES=kind`.
 * @module
 */
import { daemonset } from "./kind/cases/daemonset.ts";
import { doctorAndStatus } from "./kind/cases/health.ts";
import { installAndUninstall } from "./kind/cases/install.ts";
import {
  isRefusedByTheKubelet,
  secondNodeFails,
} from "./kind/cases/refused.ts";
import { kubeletIsUpgraded, nodeRestarts } from "./kind/cases/restarts.ts";
import { tokensPerNodeAndAccount } from "./kind/cases/tokens.ts";
import { up } from "./kind/cases/up.ts";
import { createCluster, deleteCluster, versionsOf } from "./kind/cluster.ts";
import { writeFiles } from "./kind/configs.ts";
import { KIND_IMAGE, withLab } from "./kind/lab.ts";
import { withRegistries } from "./kind/registries.ts";
import type { World } from "./kind/world.ts";
import { registryVersion } from "./debian_registry.ts";
import { buildGo, pinnedVersions } from "./go_program.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "kind";

/** See {@linkcode Suite}. */
export const needs = KIND_IMAGE === ""
  ? "root, Go 1.26 or newer with Kubernetes from the Go module proxy, docker.io and debootstrap from Debian; KIND_IMAGE= takes a published node image instead"
  : `Docker, kind, kubectl, and the node image ${KIND_IMAGE}`;

/** See {@linkcode Suite}. */
export const proves =
  "kind-install, kind-verify, kind-uninstall, kind-up, the DaemonSet, rollback after a real kubelet refuses, jwt per node and per service account with tokens of the real API server, restarts, an upgraded kubelet, doctor and status, on three nodes with registries whose logs say who pulled";
/** See {@linkcode Suite}. */
export const leaves =
  "cgroup v2, a published node image and K3s where the suite makes its own image: .github/workflows/kind.yml has them; podman as the provider of kind; CRI-O";

/** See {@linkcode Suite}. */
export const isLong = true;

const NAME = "rcp-kind";

/** On one cluster, which each case leaves as it was. */
const CASES: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "kind-install, kind-verify, kind-uninstall": installAndUninstall,
  "a config that the kubelet refuses": isRefusedByTheKubelet,
  "a second node whose kubelet does not come up": secondNodeFails,
  "jwt per node and per service account": tokensPerNodeAndAccount,
  "the DaemonSet": daemonset,
  "doctor and status": doctorAndStatus,
  "a node that restarts": nodeRestarts,
  "a kubelet that is upgraded": kubeletIsUpgraded,
};
/** This one makes a cluster of its own. */
const UP = "kind-up, and changes of what it installed";

/** Runs the cases; those alone that `KIND_CASES` names by a part of their name. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const part = Deno.env.get("KIND_CASES") ?? "";
  const isWanted = (name: string) => name.includes(part);
  const why = await withLab(async (lab) => {
    const files = await writeFiles(lab.folder);
    const pause = await pauseProgram();
    await withRegistries(lab, pause, files.jwks, async (registries) => {
      const rest = { lab, registries, files };
      await onOneCluster(rest, checks, isWanted);
      if (isWanted(UP)) await timed(checks, UP, () => up(rest));
    });
  });
  if (why !== undefined) checks.skip([...Object.keys(CASES), UP], why);
  return checks.tally;
}

async function onOneCluster(
  rest: Omit<World, "cluster">,
  checks: Checks,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const cases = Object.entries(CASES).filter(([name]) => isWanted(name));
  if (cases.length === 0) return;
  try {
    const cluster = await createCluster(rest.lab, NAME);
    checks.meet(
      ...await versionsOf(rest.lab, cluster),
      await registryVersion(),
    );
    for (const [name, body] of cases) {
      await timed(checks, name, () => body({ ...rest, cluster }));
      // One that failed may have left the provider there.
      await cluster.make("kind-uninstall");
    }
  } finally {
    await deleteCluster(rest.lab, NAME);
  }
}

async function timed(
  checks: Checks,
  name: string,
  body: () => Promise<void>,
): Promise<void> {
  const began = Date.now();
  await checks.check(name, body);
  console.log(`  ${Math.round((Date.now() - began) / 1000)} s`);
}

/** The program of the images that pods run. */
async function pauseProgram(): Promise<string> {
  const [newest] = await pinnedVersions();
  if (newest === undefined) throw new Error("no version is pinned");
  return await buildGo("pause", newest);
}
