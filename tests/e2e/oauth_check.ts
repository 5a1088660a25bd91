/**
 * Grants of OAuth against Keycloak, a suite of `make e2e`.
 *
 * The suite is the API server of a cluster that Keycloak trusts: it signs the
 * tokens of service accounts, and serves the keys that they are checked with.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { calculateJwkThumbprint, decodeJwt, SignJWT } from "jose";
import { answerOf } from "../kit/exchange_run.ts";
import { PAIR, PRIVATE_JWK } from "../kit/minting.ts";
import { withFiles } from "../kit/program.ts";
import {
  type Keycloak,
  posted,
  setUpKeycloak,
  VERSION,
  withKeycloak,
} from "./keycloak.ts";
import { nodesRealm } from "./keycloak_realm.ts";
import { Checks, type Tally } from "./suite.ts";
import {
  asAccount,
  ask,
  exchanging,
  expectRefusal,
  passwordOf,
  signedHere,
  withSecret,
  type World,
} from "./oauth_runs.ts";

/** See {@linkcode Suite}. */
export const name = "oauth";
/** See {@linkcode Suite}. */
export const needs =
  `Java and unzip, which apt-get installs, and Keycloak ${VERSION}, which is fetched from Maven Central (180 MB)`;

/** See {@linkcode Suite}. */
export const proves =
  "client credentials with a secret and with a signed assertion, JWT bearer grants with tokens of service accounts, and token exchange, each accepted by Keycloak and refused for a wrong secret, audience or account, and for a token that has expired, was used or was revoked";
/** See {@linkcode Suite}. */
export const leaves = "other servers of OAuth; a cluster that signs the tokens";

const REALM = "nodes";
/** The cluster that the suite is, and the service account that Keycloak knows. */
const ISSUER = "https://kubernetes.default.svc.cluster.local";
const ACCOUNT = "system:serviceaccount:apps:builder";

/** What the program names the key of the suite, as a rule names none. */
const kid = await calculateJwkThumbprint(PRIVATE_JWK);

const CHECKS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "client credentials, with the secret in the header and as a field": async (
    world,
  ) => {
    for (const clientAuthentication of ["basic", "post"]) {
      const run = withSecret(world, { clientAuthentication });
      assertEquals(decodeJwt(await passwordOf(run))["azp"], "pods");
    }
  },
  "client credentials with a wrong secret": async (world) => {
    const run = withSecret(world, { clientSecret: "wrong" });
    const says =
      "401 (unauthorized_client): allow the client this grant, and check its secret";
    await expectRefusal(run, says);
  },
  "client credentials with an assertion that the node signs": async (world) => {
    const token = await passwordOf(signedHere(world));
    assertEquals(decodeJwt(token)["azp"], "signed");
  },
  "an assertion for another audience, or of another client": async (world) => {
    const says = "400 (invalid_client)";
    await expectRefusal(signedHere(world, { audience: "other" }), says);
    const other = { issuer: "other", subject: "other" };
    await expectRefusal(signedHere(world, other), "(invalid_client)");
  },
  "a JWT bearer grant with the token of a service account": async (world) => {
    const run = asAccount(world, await world.accountToken());
    const claims = decodeJwt(await passwordOf(run));
    assertEquals([claims.iss, claims["azp"]], [world.issuer, "nodes"]);
  },
  "an answer ends before the token of Keycloak does": async (world) => {
    const run = asAccount(world, await world.accountToken());
    const { cacheDuration } = answerOf(await ask(run)) as Record<
      string,
      string
    >;
    assertStringIncludes(cacheDuration ?? "", "4m");
  },
  "a token that Keycloak has seen before": async (world) => {
    const run = asAccount(world, await world.accountToken());
    await passwordOf(run);
    await expectRefusal(run, "400 (invalid_grant)");
  },
  "a token of a service account that has expired": async (world) => {
    const exp = Math.floor(Date.now() / 1_000) - 60;
    const token = await world.accountToken({ exp });
    await expectRefusal(asAccount(world, token), "400 (invalid_grant)");
  },
  "a service account that Keycloak does not know": async (world) => {
    const sub = "system:serviceaccount:apps:other";
    const token = await world.accountToken({ sub });
    await expectRefusal(asAccount(world, token), "400 (invalid_grant)");
  },
  "a token of a service account for another audience, which is not sent":
    async (world) => {
      const token = await world.accountToken({ aud: "other" });
      await expectRefusal(asAccount(world, token), "[TOKEN_UNUSABLE]");
    },
  "token exchange, for the audience of the registry": async (world) => {
    const subject = await passwordOf(withSecret(world));
    const token = await passwordOf(exchanging(world, subject));
    const { aud, sub } = decodeJwt(token);
    assertEquals([aud, sub], ["registry", decodeJwt(subject).sub]);
    const state = await posted(`${world.tokenUrl}/introspect`, {
      body: new URLSearchParams({
        token,
        "client_id": "registry",
        "client_secret": "registry-secret",
      }),
    });
    assertEquals(JSON.parse(state).active, true);
  },
  "token exchange for an audience that is not there, or not allowed": async (
    world,
  ) => {
    const subject = await passwordOf(withSecret(world));
    const audience = (one: string) =>
      exchanging(world, subject, { audience: one });
    await expectRefusal(audience("nobody"), "400 (invalid_client)");
    await expectRefusal(audience("pods"), "400 (invalid_request)");
  },
  "token exchange of a token that was revoked": async (world) => {
    const subject = await passwordOf(withSecret(world));
    await posted(world.tokenUrl.replace(/token$/, "revoke"), {
      body: new URLSearchParams({
        token: subject,
        "client_id": "pods",
        "client_secret": "pods-secret",
      }),
    });
    await expectRefusal(exchanging(world, subject), "400 (invalid_request)");
  },
  "token exchange of a token that has expired, which is not sent": async (
    world,
  ) => {
    const expired = await world.accountToken({ aud: "nodes", exp: 1 });
    await expectRefusal(exchanging(world, expired), "has expired");
  },
};

/** See {@linkcode Suite}. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const found = await setUpKeycloak();
  if ("missing" in found) {
    checks.skip(Object.keys(CHECKS), found.missing);
    return checks.tally;
  }
  checks.meet(`Keycloak ${VERSION}`);
  await withFiles(
    {},
    () =>
      withKeycloak(found.folder, (keycloak) =>
        withKeys(async (jwksUrl) => {
          await keycloak.create(nodesRealm(REALM, jwksUrl, {
            issuer: ISSUER,
            algorithm: "ES256",
            accounts: { builder: ACCOUNT },
            sendsAgain: false,
            lifetime: 300,
          }));
          const world = worldOf(keycloak);
          for (const [name, check] of Object.entries(CHECKS)) {
            await checks.check(name, () => check(world));
          }
        })),
  );
  return checks.tally;
}

function worldOf(keycloak: Keycloak): World {
  const issuer = keycloak.realm(REALM);
  return {
    issuer,
    tokenUrl: `${issuer}/protocol/openid-connect/token`,
    accountToken: async (claims = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      return await new SignJWT({
        iss: ISSUER,
        sub: ACCOUNT,
        aud: issuer,
        iat: now,
        exp: now + 60,
        jti: crypto.randomUUID(),
        ...claims,
      }).setProtectedHeader({ alg: "ES256", typ: "JWT", kid }).sign(
        PAIR.privateKey,
      );
    },
  };
}

/** Serves the public key of the suite while something runs. */
async function withKeys(
  use: (url: string) => Promise<void>,
): Promise<void> {
  const { d, ...key } = PRIVATE_JWK;
  assert(d !== undefined);
  const keys = [{ ...key, kid, alg: "ES256", use: "sig" }];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ keys }),
  );
  try {
    await use(`http://127.0.0.1:${server.addr.port}/jwks`);
  } finally {
    await server.shutdown();
  }
}
