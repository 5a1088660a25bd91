/**
 * Keycloak in the network of the nodes, which trusts the API server of the cluster.
 * @module
 */
import type { JSONWebKeySet } from "jose";
import { makeCertificates } from "../../kit/aws/certificates.ts";
import { setUpKeycloak } from "../keycloak.ts";
import { nodesRealm } from "../keycloak_realm.ts";
import type { Settings } from "./keycloak_server.ts";
import { withServer } from "./server.ts";
import type { World } from "./world.ts";

const HOST = "keycloak.internal";
const PORT = 8443;

/** The `iss` of Keycloak's tokens, and the `aud` of those for the registry. */
export const KEYCLOAK = {
  issuer: `https://${HOST}:${PORT}/realms/nodes`,
  audience: "registry",
};

/** Keycloak while it runs. */
export interface Running {
  /** The public keys of the realm. */
  readonly jwks: JSONWebKeySet;
  /** What nodes need: the secret of the client `nodes`, and the authority of the certificate. */
  readonly files: Readonly<Record<"idp-secret" | "idp-ca.pem", string>>;
}

/**
 * Runs a test with a realm that takes tokens of the cluster for some users. Keycloak
 * reads the keys of the API server itself.
 *
 * @param folder Gets its files.
 * @param users The `sub` of the service account of each user.
 */
export async function withKeycloak(
  { lab, cluster }: World,
  folder: string,
  { issuer, users }: {
    readonly issuer: string;
    readonly users: Readonly<Record<string, string>>;
  },
  test: (running: Running) => Promise<void>,
): Promise<void> {
  const found = await setUpKeycloak();
  if ("missing" in found) throw new Error(found.missing);
  const { caFile } = await makeCertificates(folder, [HOST]);
  const settings = async (name: string) =>
    await cluster.kubectl([
      "config",
      "view",
      "--raw",
      "--minify",
      `--output=jsonpath={.clusters[0].cluster.${name}}`,
    ]);
  const authority = `${folder}/api-server.pem`;
  await Deno.writeTextFile(
    authority,
    atob(await settings("certificate-authority-data")),
  );
  // An API server tells its keys to service accounts only, unless it is told to.
  const binding = "registry-credential-provider-e2e-keys";
  await cluster.kubectl([
    "create",
    "clusterrolebinding",
    binding,
    "--clusterrole=system:service-account-issuer-discovery",
    "--group=system:unauthenticated",
  ]);
  const server: Settings = {
    folder: found.folder,
    options: [
      "--http-host=0.0.0.0",
      `--https-port=${PORT}`,
      `--https-certificate-file=${folder}/cert.pem`,
      `--https-certificate-key-file=${folder}/key.pem`,
      `--truststore-paths=${authority}`,
      `--hostname=https://${HOST}:${PORT}`,
    ],
    realm: nodesRealm("nodes", `${await settings("server")}/openid/v1/jwks`, {
      issuer,
      algorithm: "RS256",
      accounts: users,
      sendsAgain: true,
      lifetime: 7200,
    }),
  };
  await withServer(
    lab,
    folder,
    "kind/keycloak_server.ts",
    server,
    async ({ first }) => {
      const files = {
        "idp-secret": "nodes-secret\n",
        "idp-ca.pem": await Deno.readTextFile(caFile),
      };
      await test({ jwks: JSON.parse(first), files });
    },
  );
  await cluster.kubectl(["delete", "clusterrolebinding", binding]);
}
