/**
 * `jwt` against a registry with token authentication: one token for each node,
 * and one for each service account, with a token of the real API server.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  type Account,
  ACCOUNTS,
  isRefusedWithoutTheRight,
  podOf,
  withAccounts,
  withTheRight,
} from "../accounts.ts";
import { TOKENS, until } from "../cluster.ts";
import { accountRule, nodeRule, writeConfig } from "../configs.ts";
import {
  addPod,
  manifestOf,
  type Pod,
  removePod,
  waitUntilRunning,
} from "../pods.ts";
import { pulls } from "../registries.ts";
import {
  assertLetIn,
  assertUnchanged,
  fresh,
  install,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

/** What a rule for accounts has for an audience where it names none. */
const AUDIENCE = "registry-credential-provider";

/** Node by node, then account by account. */
export async function tokensPerNodeAndAccount(world: World): Promise<void> {
  const { lab, cluster } = world;
  const before = await snapshots(world);
  const folder = `${lab.folder}/tokens`;
  await Deno.mkdir(folder, { recursive: true });
  const config = await writeConfig(`${folder}/registries.yaml`, [
    nodeRule("/team/"),
    accountRule(),
  ]);
  succeeded(await install(world, config));
  await pullsAsEachNode(world);
  await withAccounts(cluster, () => pullsByAccounts(world, folder));
  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);
}

async function pullsByAccounts(world: World, folder: string): Promise<void> {
  const { cluster, registries } = world;
  const [node = ""] = cluster.nodes.slice(-1);
  const [one, other] = ACCOUNTS;
  const already = (await registries.grants()).length;
  const repository = fresh("accounts/refused");
  await registries.push(repository);
  const pod = podOf(one, node, `${TOKENS}/${repository}:1`);
  await isRefusedWithoutTheRight(world, pod, AUDIENCE);
  assertEquals((await registries.grants()).slice(already), []);
  await withTheRight(world, folder, async () => {
    // The kubelet keeps what it got for an account.
    await pullsAsEachAccount(world, node, [one, other, one], [one, other]);
    await pullsAsAStaticPod(world, node);
  });
}

async function pullsAsEachNode({ cluster, registries }: World): Promise<void> {
  const already = (await registries.grants()).length;
  const repository = fresh("team/node");
  await registries.push(repository);
  const pods = cluster.nodes.map((node): Pod => ({
    name: fresh("node"),
    image: `${TOKENS}/${repository}:1`,
    node,
  }));
  for (const pod of pods) await addPod(cluster, pod);
  for (const pod of pods) await waitUntilRunning(cluster, pod);
  assertLetIn(registries.tokens(), repository, cluster.nodes.length);
  for (const pod of pods) await removePod(cluster, pod);
  const grants = (await registries.grants()).slice(already);
  const subjects = new Set(grants.map(({ sub }) => sub));
  assertEquals(
    [...subjects].toSorted(),
    cluster.nodes.map((node) => `node:${node}`).toSorted(),
  );
}

/** A pod for each of some accounts pulls one image, with credentials minted for some of them. */
async function pullsAsEachAccount(
  { cluster, registries }: World,
  node: string,
  accounts: readonly Account[],
  minted: readonly Account[],
): Promise<void> {
  const already = (await registries.grants()).length;
  const repository = fresh("accounts/app");
  await registries.push(repository);
  for (const account of accounts) {
    const pod = podOf(account, node, `${TOKENS}/${repository}:1`);
    await addPod(cluster, pod);
    await waitUntilRunning(cluster, pod);
  }
  const grants = (await registries.grants()).slice(already);
  // The same credentials are good for many bearer tokens.
  const tokens = new Set(grants.map(({ sub, iat }) => `${sub} ${iat}`));
  assertEquals(
    [...tokens].map((it) => it.split(" ")[0]).toSorted(),
    minted.map((it) => it.join("/")).toSorted(),
  );
}

/** It has no account, so only the entry without tokens answers for it. */
async function pullsAsAStaticPod(
  { cluster, registries }: World,
  node: string,
): Promise<void> {
  const repository = fresh("team/static");
  await registries.push(repository);
  const name = fresh("static");
  const manifest = JSON.parse(
    manifestOf({ name, image: `${TOKENS}/${repository}:1`, node }),
  );
  delete manifest.spec.serviceAccountName;
  delete manifest.spec.nodeName;
  const file = `/etc/kubernetes/manifests/${name}.json`;
  await cluster.must(node, `cat >${file}`, JSON.stringify(manifest));
  await until(async () => {
    const { stdout } = await cluster.run(
      node,
      `ctr --namespace k8s.io images ls -q | grep -F '${TOKENS}/${repository}'`,
    );
    return stdout === "" ? undefined : true;
  }, () => "the image of the static pod did not come");
  const statuses = pulls(registries.tokens(), repository)
    .map(({ status }) => status);
  assertEquals(statuses[0], 401);
  assert(statuses.includes(200), JSON.stringify(statuses));
  await cluster.must(node, `rm ${file}`);
}
