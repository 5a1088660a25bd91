/**
 * A mirror of containerd: the pod names one registry, and another has the image.
 * The kubelet asks for the name in the pod, and containerd sends what it got to the
 * mirror.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { BASIC } from "../cluster.ts";
import { basicRule, FOLDER, writeConfig } from "../configs.ts";
import { USER } from "../../debian_registry.ts";
import { addPod, refusalOf, removePod, waitUntilRunning } from "../pods.ts";
import { pulls } from "../registries.ts";
import {
  assertUnchanged,
  fresh,
  install,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

/** Nobody listens there: every image of it is the mirror's. */
const MIRRORED = "mirrored.internal:5010";

/** The rule for the name in the pod has the credentials of the mirror. */
export async function mirror(world: World): Promise<void> {
  const { lab, cluster, registries } = world;
  const before = await snapshots(world);
  const [node = ""] = cluster.nodes.slice(-1);
  const folder = `/etc/containerd/certs.d/${MIRRORED}`;
  await cluster.must(
    node,
    `mkdir ${folder} && cat >${folder}/hosts.toml`,
    `[host."http://${BASIC}"]\ncapabilities = ["pull", "resolve"]\n`,
  );
  const config = await writeConfig(`${lab.folder}/mirror.yaml`, [
    basicRule(),
    `
- name: mirrored
  match: ["${MIRRORED}/team/"]
  static:
    username: ${USER.username}
    password: { file: ${FOLDER}/password }`,
  ]);
  succeeded(await install(world, config));
  // No rule has this name. The rule with the name of the mirror is not asked.
  const other = fresh("other/app");
  await registries.push(other);
  const refused = {
    name: fresh("mirror"),
    image: `${MIRRORED}/${other}:1`,
    node,
  };
  await addPod(cluster, refused);
  await refusalOf(cluster, refused);
  await removePod(cluster, refused);
  assertEquals([...statusesOf(other)], [401]);

  const repository = fresh("team/app");
  await registries.push(repository);
  const pod = {
    name: fresh("mirror"),
    image: `${MIRRORED}/${repository}:1`,
    node,
  };
  await addPod(cluster, pod);
  await waitUntilRunning(cluster, pod);
  await removePod(cluster, pod);
  assert(statusesOf(repository).has(200));

  await cluster.must(node, `rm -r ${folder}`);
  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);

  function statusesOf(repository: string): ReadonlySet<number> {
    return new Set(
      pulls(registries.basic(), repository).map(({ status }) => status),
    );
  }
}
