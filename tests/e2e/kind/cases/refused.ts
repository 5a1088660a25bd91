/**
 * A kubelet that does not come up with what is installed: its node is as it was,
 * and no further one is touched.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { FOLDER } from "../configs.ts";
import {
  assertUnchanged,
  failed,
  install,
  onEach,
  processes,
  pullsOnEachNode,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

const REASON = "tokenAttributes is not supported when " +
  "KubeletServiceAccountTokenForCredentialProviders feature gate is disabled";

// An administrator has prepared an entry that sends service-account tokens. The
// installation keeps what is not its own, and only this kubelet knows its gates.
const PREPARED = `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
- name: registry-credential-provider
  apiVersion: credentialprovider.kubelet.k8s.io/v1
  matchImages: ["registry.internal:5000"]
  defaultCacheDuration: 10m
  tokenAttributes:
    serviceAccountTokenAudience: registry
    cacheType: ServiceAccount
    requireServiceAccount: false
`;
const GATE =
  "featureGates: { KubeletServiceAccountTokenForCredentialProviders: false }\n";
const SETTINGS = "/var/lib/kubelet/config.yaml";

async function spoil({ cluster }: World, node: string): Promise<void> {
  await cluster.must(
    node,
    `mkdir -p ${FOLDER} && cat >${FOLDER}/kubelet.yaml`,
    PREPARED,
  );
  await cluster.must(
    node,
    `cp -p ${SETTINGS} /root/settings && cat >>${SETTINGS}`,
    GATE,
  );
}

async function mend({ cluster }: World, node: string): Promise<void> {
  await cluster.must(
    node,
    `rm ${FOLDER}/kubelet.yaml; rmdir ${FOLDER} 2>/dev/null; [ ! -f /root/settings ] || mv /root/settings ${SETTINGS}`,
  );
}

/** A config that every kubelet refuses stops at the first node. */
export async function isRefusedByTheKubelet(world: World): Promise<void> {
  const { cluster } = world;
  const before = await snapshots(world);
  for (const node of cluster.nodes) await spoil(world, node);
  try {
    const spoiled = await snapshots(world);
    const started = await processes(world);
    const said = failed(await install(world));
    assertStringIncludes(said, REASON);
    const [first, ...others] = cluster.nodes;
    assertStringIncludes(
      said,
      `done: none; failed: ${first}; not touched: ${others.join(" ")}`,
    );
    assertUnchanged(await snapshots(world), spoiled);
    assertEquals((await processes(world)).slice(1), started.slice(1));
    await areHealthy(world);
  } finally {
    for (const node of cluster.nodes) await mend(world, node);
  }
  assertUnchanged(await snapshots(world), before);
}

/** The second node's kubelet does not come up: the first stays, the third waits. */
export async function secondNodeFails(world: World): Promise<void> {
  const { cluster } = world;
  const [first, second = "", third] = cluster.nodes;
  const before = await snapshots(world);
  await spoil(world, second);
  try {
    const spoiled = await snapshots(world);
    const started = await processes(world);
    const said = failed(await install(world));
    assertStringIncludes(said, REASON);
    assertStringIncludes(
      said,
      `done: ${first}; failed: ${second}; not touched: ${third}`,
    );
    const now = await snapshots(world);
    assertUnchanged(now.slice(1), spoiled.slice(1));
    assertEquals((await processes(world))[2], started[2]);
    await areHealthy(world);
  } finally {
    await mend(world, second);
  }
  // The reason is gone: the next run ends what this one began.
  succeeded(await install(world));
  await pullsOnEachNode(world);
  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);
}

async function areHealthy({ cluster }: World): Promise<void> {
  const said = await onEach(
    cluster,
    "curl -fsS http://127.0.0.1:10248/healthz",
  );
  assertEquals(said, cluster.nodes.map(() => "ok"));
}
