/**
 * A kubelet that does not come up with what is installed: its node is as it was,
 * and no further one is touched.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { accountRule, basicRule, writeConfig } from "../configs.ts";
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

// A rule for service accounts needs an entry that sends their tokens. Only the
// kubelet itself knows its gates.
const GATE =
  "featureGates: { KubeletServiceAccountTokenForCredentialProviders: false }\n";
const SETTINGS = "/var/lib/kubelet/config.yaml";

async function spoil({ cluster }: World, node: string): Promise<void> {
  await cluster.must(
    node,
    `cp -p ${SETTINGS} /root/settings && cat >>${SETTINGS}`,
    GATE,
  );
}

async function mend({ cluster }: World, node: string): Promise<void> {
  await cluster.must(node, `mv /root/settings ${SETTINGS}`);
}

function configOf({ lab }: World): Promise<string> {
  return writeConfig(`${lab.folder}/refused.yaml`, [
    basicRule(),
    accountRule(),
  ]);
}

/** A config that every kubelet refuses stops at the first node. */
export async function isRefusedByTheKubelet(world: World): Promise<void> {
  const { cluster } = world;
  const config = await configOf(world);
  const before = await snapshots(world);
  for (const node of cluster.nodes) await spoil(world, node);
  try {
    const spoiled = await snapshots(world);
    const started = await processes(world);
    const said = failed(await install(world, config));
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
  const config = await configOf(world);
  const before = await snapshots(world);
  await spoil(world, second);
  try {
    const spoiled = await snapshots(world);
    const started = await processes(world);
    const said = failed(await install(world, config));
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
  succeeded(await install(world, config));
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
