/**
 * Tokens of the API server for service accounts, with no password of a registry on
 * the nodes: passed through by `token` to a registry whose token service checks
 * them with the keys of the API server, and exchanged by `exchange` at a Keycloak
 * that trusts the same issuer.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { JSONWebKeySet, JWTPayload } from "jose";
import type { Client } from "../../token_service.ts";
import {
  type Account,
  ACCOUNTS,
  isRefusedWithoutTheRight,
  podOf,
  subjectOf,
  withAccounts,
  withTheRight,
} from "../accounts.ts";
import { ACCOUNTS as HOST, type Cluster } from "../cluster.ts";
import { FOLDER, writeConfig } from "../configs.ts";
import { KEYCLOAK, withKeycloak } from "../keycloak.ts";
import { addPod, refusalOf, removePod, waitUntilRunning } from "../pods.ts";
import { pulls, type TokenRegistry } from "../registries.ts";
import {
  assertUnchanged,
  onEach,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

/** A way from the token of an account to the registry. */
interface Way {
  /** The path of its images. */
  readonly path: string;
  readonly rule: string;
  /** The audience of the account's token. */
  readonly audience: string;
  /** What `kind-install` calls the kubelet's entry. */
  readonly entry: RegExp;
  /** The claim by which the registry knows the account. */
  readonly claim: string;
  nameOf(account: Account): string;
}

const PASSED: Way = {
  path: "passed",
  rule: `
- name: passed
  match: ["${HOST}/passed/"]
  token:
    subject: { serviceAccount: { audience: accounts.internal } }`,
  audience: "accounts.internal",
  entry: /^registry-credential-provider-accounts\.internal-token$/m,
  claim: "sub",
  nameOf: subjectOf,
};

const EXCHANGED: Way = {
  path: "exchanged",
  rule: `
- name: exchanged
  match: ["${HOST}/exchanged/"]
  exchange:
    subject: { serviceAccount: { audience: "${KEYCLOAK.issuer}" } }
    oauth2:
      tokenUrl: ${KEYCLOAK.issuer}/protocol/openid-connect/token
      grant: jwt-bearer
      clientId: nodes
      clientSecret: { file: ${FOLDER}/idp-secret }
      caFile: ${FOLDER}/idp-ca.pem
    answer: { username: token }`,
  audience: KEYCLOAK.issuer,
  entry: /^registry-credential-provider-keycloak\.internal-\S*-[0-9a-f]{10}$/m,
  claim: "preferred_username",
  nameOf: ([namespace, name]) => `${namespace}-${name}`,
};

const WAYS = [PASSED, EXCHANGED];
/** What containerd says where a token is good, but not for this repository. */
const FORBIDDEN = /insufficient_scope|authorization failed|403 Forbidden/;

/** Each account pulls its own repository, and is refused that of the other. */
export async function tokensOfAccounts(world: World): Promise<void> {
  const { lab, cluster, registries } = world;
  const before = await snapshots(world);
  const folder = `${lab.folder}/accounts`;
  await Deno.mkdir(`${folder}/secrets`, { recursive: true, mode: 0o700 });
  const config = await writeConfig(
    `${folder}/registries.yaml`,
    WAYS.map(({ rule }) => rule),
  );
  for (const way of WAYS) {
    for (const account of ACCOUNTS) {
      await registries.push(repositoryOf(way, account));
    }
  }
  const own = await issuerOf(cluster);
  const trusted = {
    issuer: own.issuer,
    users: Object.fromEntries(
      ACCOUNTS.map((it) => [EXCHANGED.nameOf(it), subjectOf(it)]),
    ),
  };
  await withKeycloak(world, folder, trusted, async ({ jwks, files }) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/secrets/${name}`, text);
    }
    const clients: readonly [Client, Client] = [
      { ...own, audience: PASSED.audience, pulls: pullsOf(PASSED) },
      { ...KEYCLOAK, jwks, pulls: pullsOf(EXCHANGED) },
    ];
    await registries.withAccounts(clients, async (registry) => {
      succeeded(
        await cluster.make(
          "kind-install",
          `CONFIG=${config}`,
          `FILES=${folder}/secrets`,
        ),
      );
      for (const names of await onEach(cluster, `ls ${FOLDER}`)) {
        for (const { entry } of WAYS) assertMatch(names, entry);
      }
      await withAccounts(cluster, () => pull(world, folder, registry));
    });
  });
  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);
}

/** What the API server signs tokens with, as it says itself. */
async function issuerOf(
  cluster: Cluster,
): Promise<{ readonly issuer: string; readonly jwks: JSONWebKeySet }> {
  const read = async (path: string) =>
    JSON.parse(await cluster.kubectl(["get", "--raw", path]));
  const { issuer } = await read("/.well-known/openid-configuration");
  return { issuer, jwks: await read("/openid/v1/jwks") };
}

function repositoryOf({ path }: Way, [namespace]: Account): string {
  return `${path}/${namespace}`;
}

function pullsOf(way: Way): NonNullable<Client["pulls"]> {
  return {
    claim: way.claim,
    repositories: Object.fromEntries(
      ACCOUNTS.map((it) => [way.nameOf(it), [repositoryOf(way, it)]]),
    ),
  };
}

/** First without the right of nodes, then with it. */
async function pull(
  world: World,
  folder: string,
  registry: TokenRegistry,
): Promise<void> {
  const { cluster } = world;
  const [node = ""] = cluster.nodes.slice(-1);
  const imageOf = (way: Way, account: Account) =>
    `${HOST}/${repositoryOf(way, account)}:1`;
  const [one, other] = ACCOUNTS;
  for (const way of WAYS) {
    const pod = podOf(one, node, imageOf(way, one));
    await isRefusedWithoutTheRight(world, pod, way.audience);
  }
  assertEquals(await registry.grants(), []);
  await withTheRight(world, folder, async () => {
    for (const way of WAYS) {
      for (const [account, another] of [[one, other], [other, one]] as const) {
        const pod = podOf(account, node, imageOf(way, another));
        await addPod(cluster, pod);
        assertMatch(await refusalOf(cluster, pod), FORBIDDEN);
        await removePod(cluster, pod);
        const statuses = statusesOf(registry, repositoryOf(way, another));
        assertEquals([...statuses], [401]);
      }
      for (const account of ACCOUNTS) {
        const already = (await registry.grants()).length;
        const pod = podOf(account, node, imageOf(way, account));
        await addPod(cluster, pod);
        await waitUntilRunning(cluster, pod);
        await removePod(cluster, pod);
        const statuses = statusesOf(registry, repositoryOf(way, account));
        assert(statuses.has(200));
        const seen = (await registry.grants()).slice(already);
        assertEquals(
          [...new Set(seen.map((it) => it[way.claim]))],
          [way.nameOf(account)],
        );
        if (way !== PASSED) continue;
        // Every pod has a token of its own, which the kubelet keeps for that pod.
        assertEquals([...new Set(seen.map(podNameOf))], [pod.name]);
      }
    }
  });
}

function statusesOf(
  { requests }: TokenRegistry,
  repository: string,
): ReadonlySet<number> {
  return new Set(pulls(requests(), repository).map(({ status }) => status));
}

/** The pod that a token of the API server is bound to. */
function podNameOf(claims: JWTPayload): string | undefined {
  const bound = claims["kubernetes.io"] as
    | { readonly pod?: { readonly name: string } }
    | undefined;
  return bound?.pod?.name;
}
