/**
 * A node that restarts, and a kubelet that is upgraded, keep what was installed.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { introduce, until } from "../cluster.ts";
import { must } from "../lab.ts";
import {
  install,
  processes,
  pullsOnEachNode,
  succeeded,
  type World,
} from "../world.ts";

/** The container of a node is stopped and started. */
export async function nodeRestarts(world: World): Promise<void> {
  const { lab, cluster } = world;
  succeeded(await install(world));
  const [node = ""] = cluster.nodes.slice(-1);
  await must(lab, ["docker", "restart", node]);
  await isReady(world, node);
  await introduce(lab, cluster, node);
  await pullsOnEachNode(world);
  await isInstalled(world);
  succeeded(await cluster.make("kind-uninstall"));
}

/** A node gets the kubelet of the minor version before, the provider, and the upgrade. */
export async function kubeletIsUpgraded(world: World): Promise<void> {
  const { lab, cluster } = world;
  const older = await lab.olderKubelet();
  const [node = ""] = cluster.nodes.slice(-1);
  const newest = await versionOf(world, node);
  await cluster.must(
    node,
    "systemctl stop kubelet && mv /usr/bin/kubelet /root/",
  );
  await must(lab, [
    "docker",
    "cp",
    "--follow-link",
    older,
    `${node}:/usr/bin/kubelet`,
  ]);
  await cluster.must(
    node,
    "chmod 0755 /usr/bin/kubelet && systemctl start kubelet",
  );
  await until(
    async () => await versionOf(world, node) === newest ? undefined : true,
    () => `${node} still says ${newest}`,
  );
  await isReady(world, node);
  console.log(`  ${node} has ${await versionOf(world, node)}, then ${newest}`);
  succeeded(await install(world));
  await pullsOnEachNode(world);
  await cluster.must(
    node,
    "systemctl stop kubelet && mv /root/kubelet /usr/bin/kubelet && systemctl start kubelet",
  );
  await until(
    async () => await versionOf(world, node) === newest ? true : undefined,
    () => `${node} does not say ${newest}`,
  );
  await isReady(world, node);
  await pullsOnEachNode(world);
  await isInstalled(world);
  succeeded(await cluster.make("kind-uninstall"));
}

async function versionOf({ cluster }: World, node: string): Promise<string> {
  return await cluster.kubectl([
    "get",
    "node",
    node,
    "--output=jsonpath={.status.nodeInfo.kubeletVersion}",
  ]);
}

async function isReady({ cluster }: World, node: string): Promise<void> {
  await until(async () => {
    const { stdout } = await cluster.run(
      node,
      "curl -fs http://127.0.0.1:10248/healthz",
    );
    return stdout === "ok" ? true : undefined;
  }, () => `the kubelet of ${node} is not healthy`);
  await cluster.kubectl([
    "wait",
    "--for=condition=Ready",
    `node/${node}`,
    "--timeout=3m",
  ]);
}

/** An installation finds nothing to do. */
async function isInstalled(world: World): Promise<void> {
  const started = await processes(world);
  const said = succeeded(await install(world));
  assertStringIncludes(said, "nothing to do");
  assertEquals(await processes(world), started);
}
