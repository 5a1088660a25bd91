/**
 * `make kind-up`: a cluster that has the provider from the start, and changes of
 * what it has.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { PROGRAM } from "../../../kit/program.ts";
import { USER } from "../../debian_registry.ts";
import { BASIC, clusterOf, deleteCluster } from "../cluster.ts";
import { basicRule, FOLDER, nodeRule, writeConfig } from "../configs.ts";
import { must, run } from "../lab.ts";
import { addPod, refusalOf, waitUntilRunning } from "../pods.ts";
import {
  DENIED,
  failed,
  fresh,
  install,
  onEach,
  processes,
  pullsOnEachNode,
  succeeded,
  type World,
} from "../world.ts";

const NAME = "rcp-kind-up";

/** Creates a cluster with a worker, and changes patterns, a secret and the program. */
export async function up(
  { lab, registries, files }: Omit<World, "cluster">,
): Promise<void> {
  const config = await writeConfig(`${lab.folder}/up.yaml`, [
    basicRule(["/team/"]),
    nodeRule(),
  ]);
  try {
    const said = succeeded(
      await run(lab, [
        "make",
        "--no-print-directory",
        "kind-up",
        `CLUSTER=${NAME}`,
        "PROVIDER=docker",
        "WORKERS=1",
        `NODE_IMAGE=${lab.image}`,
        `KIND_PROGRAM=${PROGRAM}`,
        `CONFIG=${config}`,
        `FILES=${files.secrets}`,
      ]),
    );
    assertStringIncludes(said, "verify: done on 2 of 2 nodes");
    const cluster = await clusterOf(lab, NAME);
    const world: World = { lab, cluster, registries, files };
    await pullsOnEachNode(world);
    await changesNothing(world, config);
    await changesASecret(world, config);
    await changesTheProgram(world, config);
    await changesPatterns(world);
    const refused = failed(await cluster.make("kind-uninstall"));
    assertStringIncludes(refused, `kind delete cluster --name ${NAME}`);
    await pullsOnEachNode(world);
  } finally {
    await deleteCluster(lab, NAME);
  }
}

async function changesNothing(world: World, config: string): Promise<void> {
  const started = await processes(world);
  const said = succeeded(await install(world, config));
  assert(!/^kind: wrote/m.test(said), said);
  assertEquals(await processes(world), started);
}

async function changesASecret(world: World, config: string): Promise<void> {
  const { cluster, files } = world;
  const started = await processes(world);
  const secret = `${files.secrets}/password`;
  const answer =
    `${FOLDER}/registry-credential-provider get ${BASIC}/team/a:1 --format password`;
  try {
    await Deno.writeTextFile(secret, "another-password\n");
    const said = succeeded(await install(world, config));
    assertMatch(said, /^kind: wrote .*\/password$/m);
    assertEquals(
      (await onEach(cluster, answer)).map((it) => it.trim()),
      cluster.nodes.map(() => "another-password"),
    );
  } finally {
    await Deno.writeTextFile(secret, `${USER.password}\n`);
  }
  succeeded(await install(world, config));
  assertEquals(await processes(world), started);
}

async function changesTheProgram(world: World, config: string): Promise<void> {
  const { lab, cluster } = world;
  const started = await processes(world);
  // Another file that is a program all the same.
  const other = `${lab.folder}/other-program`;
  await must(lab, [
    "sh",
    "-c",
    `cat '${PROGRAM}' >'${other}' && printf '\\n' >>'${other}'`,
  ]);
  const said = succeeded(await install(world, config, `KIND_PROGRAM=${other}`));
  assertMatch(said, /^kind: wrote .*\/registry-credential-provider$/m);
  assertEquals(await processes(world), started);
  await pullsOnEachNode(world);
  succeeded(await install(world, config));
  await Deno.remove(other);
  assertEquals(await processes(world), started);
  const { size } = await Deno.stat(PROGRAM);
  assertEquals(
    await onEach(cluster, `stat -c %s ${FOLDER}/registry-credential-provider`),
    cluster.nodes.map(() => `${size}\n`),
  );
}

async function changesPatterns(world: World): Promise<void> {
  const { lab, cluster, registries } = world;
  const started = await processes(world);
  const [node = ""] = cluster.nodes.slice(-1);
  const repository = fresh("other/app");
  await registries.push(repository);
  const pod = { name: fresh("other"), image: `${BASIC}/${repository}:1`, node };
  await addPod(cluster, pod);
  assertMatch(await refusalOf(cluster, pod), DENIED);
  const config = await writeConfig(`${lab.folder}/more.yaml`, [
    basicRule(["/team/", "/other/"]),
    nodeRule(),
  ]);
  succeeded(await install(world, config));
  for (const [at, before] of started.entries()) {
    assertNotEquals((await processes(world))[at], before);
  }
  await addPod(cluster, pod);
  await waitUntilRunning(cluster, pod);
}
