/**
 * Two service accounts of the cluster, and the right of nodes to ask for their
 * tokens.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { PROGRAM } from "../../kit/program.ts";
import type { Cluster } from "./cluster.ts";
import { FOLDER } from "./configs.ts";
import { must } from "./lab.ts";
import { addPod, type Pod, refusalOf, removePod } from "./pods.ts";
import { blocksHere, typed } from "./typed.ts";
import { DENIED, fresh, type World } from "./world.ts";

/** A service account. */
export type Account = readonly [namespace: string, name: string];

/** Two with one name, in namespaces of their own. */
export const ACCOUNTS: readonly [Account, Account] = [
  ["team-a", "puller"],
  ["team-b", "puller"],
];

/** The `sub` of the API server's tokens for it. */
export function subjectOf([namespace, name]: Account): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Runs a test with both accounts, which are gone afterwards. */
export async function withAccounts(
  cluster: Cluster,
  test: () => Promise<void>,
): Promise<void> {
  for (const [namespace, name] of ACCOUNTS) {
    await cluster.kubectl(["create", "namespace", namespace]);
    await cluster.kubectl([
      "create",
      "serviceaccount",
      name,
      `--namespace=${namespace}`,
    ]);
  }
  await test();
  for (const [namespace] of ACCOUNTS) {
    await cluster.kubectl(["delete", "namespace", namespace, "--timeout=3m"]);
  }
}

/** A pod of an account. */
export function podOf(
  [namespace, serviceAccount]: Account,
  node: string,
  image: string,
): Pod {
  return { name: fresh("account"), image, node, namespace, serviceAccount };
}

/** Without the right the kubelet gets no token, asks nobody, and its log says why. */
export async function isRefusedWithoutTheRight(
  { cluster }: World,
  pod: Pod,
  audience: string,
): Promise<void> {
  await addPod(cluster, pod);
  assertMatch(await refusalOf(cluster, pod), DENIED);
  const log = await cluster.must(
    pod.node,
    `journalctl --unit=kubelet --output=cat --no-pager | grep -F 'audience \\"${audience}' | tail -n 1`,
  );
  console.log(`  without the right the kubelet's log has: ${log.trim()}`);
  assertMatch(log, /not authorized to request tokens for audience|forbidden/i);
  await removePod(cluster, pod);
}

/**
 * Runs a test in which nodes may ask for the tokens that a config needs: both
 * commands of docs/service-accounts.md, in a folder with that `registries.yaml`.
 */
export async function withTheRight(
  { lab, cluster }: World,
  folder: string,
  test: () => Promise<void>,
): Promise<void> {
  const [apply = "", compare = ""] = await blocksHere(
    "docs/service-accounts.md",
  );
  // The second is for a node, where the config is found by itself. kubectl keeps a
  // cache in HOME.
  const differs = () =>
    cluster.run(
      cluster.nodes[0] ?? "",
      `export PATH="${FOLDER}:$PATH" KUBECONFIG=/etc/kubernetes/admin.conf HOME=/tmp\n${compare}`,
    );
  assertMatch((await differs()).stdout, /^\+kind: ClusterRole$/m);
  await typed(lab, apply, folder);
  const { code, stdout, stderr } = await differs();
  assertEquals([code, stdout, stderr], [0, "", ""]);
  await test();
  const rbac = await must(lab, [
    PROGRAM,
    "kubelet-config",
    "--rbac",
    `--config=${folder}/registries.yaml`,
  ]);
  await cluster.kubectl(["delete", "--filename=-"], rbac);
}
