/**
 * `jwt` against a registry with token authentication: one token for each node,
 * and one for each service account, with a token of the real API server.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../../../tools/paths.ts";
import { TOKENS, until } from "../cluster.ts";
import { accountRule, FOLDER, nodeRule, writeConfig } from "../configs.ts";
import {
  addPod,
  manifestOf,
  type Pod,
  refusalOf,
  removePod,
  waitUntilRunning,
} from "../pods.ts";
import { pulls } from "../registries.ts";
import {
  assertLetIn,
  assertUnchanged,
  DENIED,
  fresh,
  install,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

const RBAC = `${PROJECT}/config.examples/rbac-service-account-tokens.yaml`;
/** The audience of that example. */
const AUDIENCE = "registry.example.com";
type Account = readonly [namespace: string, name: string];
const ACCOUNTS: readonly [Account, Account] = [
  ["team-a", "puller"],
  ["team-b", "puller"],
];
const OTHER_NAME = "registry-credential-provider-service-accounts";

/** Node by node, then account by account. */
export async function tokensPerNodeAndAccount(world: World): Promise<void> {
  const { lab, cluster } = world;
  const before = await snapshots(world);
  const config = await writeConfig(`${lab.folder}/tokens.yaml`, [
    nodeRule("/team/"),
    accountRule(),
  ]);
  succeeded(await install(world, config));
  await pullsAsEachNode(world);
  const [node = ""] = cluster.nodes.slice(-1);
  for (const [namespace, account] of ACCOUNTS) {
    await cluster.kubectl(["create", "namespace", namespace]);
    await cluster.kubectl([
      "create",
      "serviceaccount",
      account,
      `--namespace=${namespace}`,
    ]);
  }
  await sendTokens(world, node, "ServiceAccount");
  await isRefusedWithoutTheRight(world, node);
  await cluster.kubectl(["apply", `--filename=${RBAC}`]);
  const [one, other] = ACCOUNTS;
  const pods = [one, other, one];
  // The kubelet keeps what it got for an account, or for a token, which is bound to
  // its pod.
  await pullsAsEachAccount(world, node, pods, [one, other]);
  await pullsAsAStaticPod(world, node);
  await sendTokens(world, node, "Token");
  await pullsAsEachAccount(world, node, pods, pods);

  for (const [namespace] of ACCOUNTS) {
    await cluster.kubectl(["delete", "namespace", namespace, "--timeout=3m"]);
  }
  await cluster.kubectl(["delete", `--filename=${RBAC}`]);
  await cluster.must(
    node,
    `mv /root/kubelet.yaml ${FOLDER}/kubelet.yaml && rm ${FOLDER}/${OTHER_NAME}`,
  );
  await restart(world, node);
  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);
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

/** Two entries of the kubelet, as config.examples/kubelet-config-service-accounts.yaml. */
async function sendTokens(
  world: World,
  node: string,
  cacheType: "ServiceAccount" | "Token",
): Promise<void> {
  const entry = (name: string, path: string, more: object) => ({
    name,
    apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    matchImages: [`${TOKENS}${path}`],
    defaultCacheDuration: "10m",
    args: [`--config=${FOLDER}/registries.yaml`],
    ...more,
  });
  const text = JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers: [
      entry("registry-credential-provider", "/team/", {}),
      entry(OTHER_NAME, "/accounts/", {
        tokenAttributes: {
          serviceAccountTokenAudience: AUDIENCE,
          cacheType,
          requireServiceAccount: true,
        },
      }),
    ],
  });
  await world.cluster.must(
    node,
    `cd ${FOLDER} && { [ -e /root/kubelet.yaml ] || cp -p kubelet.yaml /root/kubelet.yaml; } &&
     ln -sf registry-credential-provider ${OTHER_NAME} && cat >kubelet.yaml`,
    text,
  );
  await restart(world, node);
}

async function restart({ cluster }: World, node: string): Promise<void> {
  await cluster.must(node, "systemctl restart kubelet");
  await until(async () => {
    const { stdout } = await cluster.run(
      node,
      "curl -fs http://127.0.0.1:10248/healthz",
    );
    return stdout === "ok" ? true : undefined;
  }, () => `the kubelet of ${node} is not healthy`);
}

function podOf(
  [namespace, serviceAccount]: Account,
  node: string,
  repository: string,
): Pod {
  const image = `${TOKENS}/${repository}:1`;
  return { name: fresh("account"), image, node, namespace, serviceAccount };
}

async function isRefusedWithoutTheRight(
  { cluster, registries }: World,
  node: string,
): Promise<void> {
  const already = (await registries.grants()).length;
  const repository = fresh("accounts/refused");
  await registries.push(repository);
  const pod = podOf(ACCOUNTS[0], node, repository);
  await addPod(cluster, pod);
  assertMatch(await refusalOf(cluster, pod), DENIED);
  const log = await cluster.must(
    node,
    "journalctl --unit=kubelet --output=cat --no-pager | grep -F 'audience' | tail -n 1",
  );
  console.log(`  without the right the kubelet's log has: ${log.trim()}`);
  assertMatch(log, /not authorized to request tokens for audience|forbidden/i);
  assertEquals((await registries.grants()).slice(already), []);
  await removePod(cluster, pod);
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
    const pod = podOf(account, node, repository);
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
