/**
 * `make kind-install`, `kind-verify` and `kind-uninstall` on a cluster that is there.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../../../tools/paths.ts";
import { BASIC } from "../cluster.ts";
import { waitUntilRunning } from "../pods.ts";
import { pulls } from "../registries.ts";
import {
  assertLetIn,
  assertUnchanged,
  fresh,
  install,
  isRefusedOnEachNode,
  processes,
  pullsOnEachNode,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

/** Installs, proves it, changes nothing the second time, and leaves no trace. */
export async function installAndUninstall(world: World): Promise<void> {
  const { cluster } = world;
  const before = await snapshots(world);
  await isRefusedOnEachNode(world);
  const { length } = cluster.nodes;
  // As a person calls it: it builds the program for the nodes.
  const said = succeeded(
    await install(world, undefined, "KIND_PROGRAM="),
  );
  assertStringIncludes(said, `install: done on ${length} of ${length} nodes`);
  await verifies(world);

  const started = await processes(world);
  const again = succeeded(await install(world));
  assertEquals(again.match(/nothing to do/g)?.length, length, again);
  assertEquals(await processes(world), started, "a kubelet was restarted");
  await pullsOnEachNode(world);
  await runsTheExample(world);

  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);
  await isRefusedOnEachNode(world);
  const twice = succeeded(await cluster.make("kind-uninstall"));
  assertEquals(twice.match(/nothing to do/g)?.length, length, twice);
}

/** `kind-verify` has every node pull an image that none of them had. */
async function verifies({ cluster, registries }: World): Promise<void> {
  const repository = fresh("team/verified");
  await registries.push(repository);
  const said = succeeded(
    await cluster.make("kind-verify", `IMAGE=${BASIC}/${repository}:1`),
  );
  assertStringIncludes(said, "through the plugin");
  assertLetIn(registries.basic(), repository, cluster.nodes.length);
}

/** The manifest that a person is given, with an image of their own. */
async function runsTheExample({ cluster, registries }: World): Promise<void> {
  const repository = fresh("team/example");
  await registries.push(repository);
  const text = await Deno.readTextFile(`${PROJECT}/config.examples/pod.yaml`);
  const image = `image: ${BASIC}/${repository}:1`;
  const manifest = text.replace(/image: \S+/, image);
  assert(manifest.includes(image));
  const [, name = ""] = /^ {2}name: (\S+)$/m.exec(manifest) ?? [];
  await cluster.kubectl(["create", "--filename=-"], manifest);
  await waitUntilRunning(cluster, { name });
  const statuses = pulls(registries.basic(), repository)
    .map(({ status }) => status);
  assertEquals(statuses[0], 401);
  assert(statuses.includes(200), JSON.stringify(statuses));
  await cluster.kubectl(["delete", "--filename=-", "--timeout=2m"], manifest);
}
