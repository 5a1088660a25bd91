/**
 * The provider on a cluster that the real `kind` made: `make e2e SUITES=kind`.
 * @module
 */
import { tokensOfAccounts } from "./kind/cases/accounts.ts";
import { daemonset } from "./kind/cases/daemonset.ts";
import { doctorAndStatus } from "./kind/cases/health.ts";
import { helmChart } from "./kind/cases/helm.ts";
import { installAndUninstall } from "./kind/cases/install.ts";
import { mirror } from "./kind/cases/mirror.ts";
import {
  quickStartForACluster,
  quickStartForKind,
} from "./kind/cases/readme.ts";
import {
  isRefusedByTheKubelet,
  secondNodeFails,
} from "./kind/cases/refused.ts";
import { kubeletIsUpgraded, nodeRestarts } from "./kind/cases/restarts.ts";
import { tokensPerNodeAndAccount } from "./kind/cases/tokens.ts";
import { up } from "./kind/cases/up.ts";
import {
  type Cluster,
  createCluster,
  deleteCluster,
  versionsOf,
} from "./kind/cluster.ts";
import { writeFiles } from "./kind/configs.ts";
import { KIND_IMAGE, type Lab, withLab } from "./kind/lab.ts";
import { withRegistries } from "./kind/registries.ts";
import type { World } from "./kind/world.ts";
import { registryVersion } from "./debian_registry.ts";
import { VERSION as KEYCLOAK } from "./keycloak.ts";
import { buildGo, pinnedVersions } from "./go_program.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "kind";

/** See {@linkcode Suite}. */
export const needs = KIND_IMAGE === ""
  ? "root, Go 1.26 or newer with Kubernetes from the Go module proxy, docker.io and debootstrap from Debian, Java and Keycloak; KIND_IMAGE= takes a published node image instead"
  : `Docker, kind, kubectl, Java, Keycloak, and the node image ${KIND_IMAGE}`;

/** See {@linkcode Suite}. */
export const proves =
  "kind-install, kind-verify, kind-uninstall, kind-up, the DaemonSet, the Helm chart, the README's quick starts typed, rollback after a real kubelet refuses, jwt per node and per service account, tokens of the real API server passed through to a registry and exchanged at a Keycloak that trusts it, a mirror of containerd, restarts, an upgraded kubelet, doctor and status, on three nodes with registries whose logs say who pulled";
/** See {@linkcode Suite}. */
export const leaves =
  "cgroup v2, a published node image and K3s where the suite makes its own image: .github/workflows/kind.yml has them; podman as the provider of kind, which was tried by hand; CRI-O";

/** See {@linkcode Suite}. */
export const isLong = true;

const NAME = "rcp-kind";

/** On one cluster, which each case leaves as it was. */
const CASES: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "kind-install, kind-verify, kind-uninstall": installAndUninstall,
  "a config that the kubelet refuses": isRefusedByTheKubelet,
  "a second node whose kubelet does not come up": secondNodeFails,
  "jwt per node and per service account": tokensPerNodeAndAccount,
  "tokens of service accounts, passed through and exchanged": tokensOfAccounts,
  "Quick start: Kind, of the README, typed": quickStartForKind,
  "Quick start: all nodes of a cluster, of the README, typed":
    quickStartForACluster,
  "a mirror of containerd": mirror,
  "the DaemonSet": daemonset,
  "the Helm chart": helmChart,
  "doctor and status": doctorAndStatus,
  "a node that restarts": nodeRestarts,
  "a kubelet that is upgraded": kubeletIsUpgraded,
};
/** This one makes a cluster of its own. */
const UP = "kind-up, and changes of what it installed";

/** Runs the cases; those alone that `KIND_CASES` names by parts of their names, with commas between. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const parts = (Deno.env.get("KIND_CASES") ?? "").split(",");
  const isWanted = (name: string) => parts.some((it) => name.includes(it));
  const names = [...Object.keys(CASES), UP];
  checks.skip(
    names.filter((name) => !isWanted(name)),
    "KIND_CASES leaves it out",
  );
  const why = await withLab(async (lab) => {
    const files = await writeFiles(lab.folder);
    const pause = await pauseProgram();
    await withRegistries(lab, pause, files.jwks, async (registries) => {
      const rest = { lab, registries, files };
      await onOneCluster(rest, checks, isWanted);
      if (isWanted(UP)) await timed(checks, UP, () => up(rest));
    });
  });
  if (why !== undefined) checks.skip(names.filter(isWanted), why);
  return checks.tally;
}

async function onOneCluster(
  rest: Omit<World, "cluster">,
  checks: Checks,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const cases = Object.entries(CASES).filter(([name]) => isWanted(name));
  let cluster: Cluster | undefined;
  try {
    for (const [name, body] of cases) {
      cluster ??= await meetCluster(rest.lab, checks);
      const world = { ...rest, cluster };
      if (await timed(checks, name, () => body(world))) continue;
      // Whatever it has left there is not the matter of the next.
      await deleteCluster(rest.lab, NAME);
      cluster = undefined;
    }
  } finally {
    await deleteCluster(rest.lab, NAME);
  }
}

async function meetCluster(lab: Lab, checks: Checks): Promise<Cluster> {
  const cluster = await createCluster(lab, NAME);
  checks.meet(
    ...await versionsOf(lab, cluster),
    await registryVersion(),
    `Keycloak ${KEYCLOAK}`,
  );
  return cluster;
}

async function timed(
  checks: Checks,
  name: string,
  body: () => Promise<void>,
): Promise<boolean> {
  const began = Date.now();
  const hasPassed = await checks.check(name, body);
  console.log(`  ${Math.round((Date.now() - began) / 1000)} s`);
  return hasPassed;
}

/** The program of the images that pods run. */
async function pauseProgram(): Promise<string> {
  const [newest] = await pinnedVersions();
  if (newest === undefined) throw new Error("no version is pinned");
  return await buildGo("pause", newest);
}
