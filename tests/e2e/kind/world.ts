/**
 * What a case has: a lab, a cluster, the registries, a person's files; and
 * questions that several cases ask.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Result } from "../../kit/program.ts";
import type { Access } from "../debian_registry.ts";
import { BASIC, type Cluster } from "./cluster.ts";
import type { Files } from "./configs.ts";
import type { Lab } from "./lab.ts";
import { addPod, refusalOf, removePod, waitUntilRunning } from "./pods.ts";
import { pulls, type Registries } from "./registries.ts";

/** Everything that a case has. */
export interface World {
  readonly lab: Lab;
  readonly cluster: Cluster;
  readonly registries: Registries;
  readonly files: Files;
}

/** What containerd says where nobody has credentials. */
export const DENIED = /401 Unauthorized|no basic auth credentials/;

/** Fails unless a command has done what it was told. @returns What it said. */
export function succeeded({ code, stdout, stderr }: Result): string {
  if (code !== 0) throw new Error(`exit code ${code}: ${stdout}${stderr}`);
  return stdout + stderr;
}

/** Fails unless a command has failed. @returns What it said. */
export function failed({ code, stdout, stderr }: Result): string {
  if (code === 0) throw new Error(`it did not fail: ${stdout}${stderr}`);
  return stdout + stderr;
}

/** `make kind-install` with a person's config and secrets. */
export function install(
  { cluster, files }: World,
  config = files.config,
  ...more: readonly string[]
): Promise<Result> {
  return cluster.make(
    "kind-install",
    `CONFIG=${config}`,
    `FILES=${files.secrets}`,
    ...more,
  );
}

/** The kubelet of each node: its process, and when and how often it was started. */
export function processes({ cluster }: World): Promise<readonly string[]> {
  return onEach(
    cluster,
    "systemctl show kubelet --property=MainPID --property=NRestarts --property=ExecMainStartTimestampMonotonic",
  );
}

/**
 * Every file of each node that neither the kubelet nor containerd writes as it
 * runs: kind, mode, owner, target, content.
 */
export function snapshots({ cluster }: World): Promise<readonly string[]> {
  return onEach(
    cluster,
    `find /etc /opt /root /usr/local -xdev -printf '%y %m %U:%G %p %l\\n' | sort
     find /var/lib/registry* /var/lib/kubelet/*.env /var/lib/kubelet/*.yaml -printf '%y %m %U:%G %p %l\\n' 2>/dev/null | sort
     { find /etc /opt /root -xdev -type f -print0; find /var/lib/kubelet/*.env /var/lib/kubelet/*.yaml -print0; } 2>/dev/null |
       sort -z | xargs -0 sha256sum`,
  );
}

/** Fails with the lines that are new or gone on a node. */
export function assertUnchanged(
  now: readonly string[],
  before: readonly string[],
): void {
  const lines = now.flatMap((text, at) => {
    const old = new Set(before[at]?.split("\n"));
    const present = new Set(text.split("\n"));
    return [
      ...[...old.difference(present)].map((line) => `- ${line}`),
      ...[...present.difference(old)].map((line) => `+ ${line}`),
    ];
  });
  assertEquals(lines, []);
}

/** Runs a shell line on each node, and gives what it printed. */
export function onEach(
  cluster: Cluster,
  line: string,
): Promise<readonly string[]> {
  return Promise.all(cluster.nodes.map((node) => cluster.must(node, line)));
}

/** A name that no pod and no repository had before. */
let made = 0;
export function fresh(prefix: string): string {
  return `${prefix}-${++made}`;
}

/**
 * A pod on each node runs an image of the registry with a password. The witness
 * is the registry: it refused each node without credentials, and let it in then.
 */
export async function pullsOnEachNode(world: World): Promise<void> {
  const { cluster, registries } = world;
  const repository = fresh("team/app");
  await registries.push(repository);
  const pods = cluster.nodes.map((node) => ({
    name: fresh("pulls"),
    image: `${BASIC}/${repository}:1`,
    node,
  }));
  for (const pod of pods) await addPod(cluster, pod);
  for (const pod of pods) await waitUntilRunning(cluster, pod);
  assertLetIn(registries.basic(), repository, cluster.nodes.length);
  for (const pod of pods) await removePod(cluster, pod);
}

/** The registry let so many nodes in, each of which it had refused before. */
export function assertLetIn(
  requests: readonly Access[],
  repository: string,
  nodes: number,
): void {
  const seen = pulls(requests, repository);
  for (const status of [401, 200]) {
    const from = seen.filter((it) => it.status === status).map(hostOf);
    assertEquals(
      new Set(from).size,
      nodes,
      `${status}: ${JSON.stringify(seen)}`,
    );
  }
}

const hostOf = ({ from }: Access) => from.replace(/:\d+$/, "");

/** A pod on each node is refused, and the registry has let none in. */
export async function isRefusedOnEachNode(world: World): Promise<void> {
  const { cluster, registries } = world;
  const repository = fresh("team/refused");
  await registries.push(repository);
  for (const node of cluster.nodes) {
    const name = fresh("refused");
    await addPod(cluster, { name, image: `${BASIC}/${repository}:1`, node });
    assertMatch(await refusalOf(cluster, { name }), DENIED);
    await removePod(cluster, { name });
  }
  const seen = pulls(registries.basic(), repository);
  assert(seen.length > 0, "the registry was not asked");
  assertEquals(seen.filter(({ status }) => status !== 401), []);
}
