/**
 * Checks tokens of ECR against moto: `make e2e`. Says what it skips, and ends
 * with one plain line.
 *
 * moto's tokens are `<account>-auth-token`, and it gives the keys of an assumed
 * role to the account of the role. So a token of another account proves that
 * the role was assumed.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { at, type EcrRun, passwordOf, runEcr } from "../aws/run.ts";
import { PROGRAM, withFiles } from "../program.ts";
import { setUpMoto, withMoto } from "./moto.ts";
import { makeUser, type UserKey } from "./moto_user.ts";

const KEY: UserKey = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "any",
};
const ROLE = "arn:aws:iam::210987654321:role/pull";
const OF_NODE = "123456789012-auth-token";
const OF_ROLE = "210987654321-auth-token";

/** An unsigned token in the form of the kubelet's. */
const TOKEN = [
  { alg: "none" },
  { iss: "https://kubernetes.default.svc", sub: "system:serviceaccount:a:b" },
].map((part) => btoa(JSON.stringify(part)).replace(/=+$/, "")).join(".") + ".";

type Check = (url: string) => Promise<void>;

const run = (run: EcrRun) => runEcr({ ...run, program: PROGRAM });

const CHECKS: Readonly<Record<string, Check>> = {
  "a token with an access key of the environment": async (url) => {
    const result = await run({ section: at(url, {}), env: { ...KEY } });
    assertEquals(passwordOf(result), OF_NODE);
    const { auth, cacheKeyType, cacheDuration } = JSON.parse(result.stdout);
    assertEquals(Object.values<{ username: string }>(auth)[0]?.username, "AWS");
    assertEquals(cacheKeyType, "Registry");
    // moto's tokens ended in 2015.
    assertEquals(cacheDuration, "0s");
  },
  "a token for the account that the rule names": async (url) => {
    const section = at(url, {
      region: "us-east-2",
      registryId: "210987654321",
    });
    const image = "images.example.com/app";
    const result = await run({ section, image, env: { ...KEY } });
    assertEquals(passwordOf(result, "images.example.com"), OF_ROLE);
  },
  "AssumeRole with the role of the rule": async (url) => {
    const section = at(url, { roleArn: ROLE, externalId: "cluster-1" });
    const result = await run({ section, env: { ...KEY } });
    assertEquals(passwordOf(result), OF_ROLE);
  },
  "AssumeRole with the role of a profile": async (url) => {
    const files = {
      config: `[profile pull]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
      credentials:
        "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = any\n",
    };
    await withFiles(files, async (folder) => {
      const env = {
        AWS_CONFIG_FILE: `${folder}/config`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
      };
      const section = at(url, { profile: "pull" });
      assertEquals(passwordOf(await run({ section, env })), OF_ROLE);
    });
  },
  "AssumeRoleWithWebIdentity with the kubelet's token": async (url) => {
    const section = at(url, { roleArn: ROLE, serviceAccount: {} });
    const fields = { serviceAccountToken: TOKEN };
    const result = await run({ section, fields, env: {} });
    assertEquals(passwordOf(result), OF_ROLE);
  },
  "AssumeRoleWithWebIdentity with the role of an annotation": async (url) => {
    const roleAnnotation = "eks.amazonaws.com/role-arn";
    const section = at(url, { serviceAccount: { roleAnnotation } });
    const fields = {
      serviceAccountToken: TOKEN,
      serviceAccountAnnotations: { [roleAnnotation]: ROLE },
    };
    const result = await run({ section, fields, env: {} });
    assertEquals(passwordOf(result), OF_ROLE);
  },
  "AssumeRoleWithWebIdentity with AWS_ROLE_ARN and its file": async (url) => {
    await withFiles({ token: TOKEN }, async (folder) => {
      const env = {
        AWS_ROLE_ARN: ROLE,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
      };
      const section = at(url, {});
      assertEquals(passwordOf(await run({ section, env })), OF_ROLE);
    });
  },
};

/**
 * With moto checking signatures and policies, of a user that was just made. Its
 * refusals are in XML whatever the protocol is, so ECR's are told by status only.
 */
const SIGNED_CHECKS: Readonly<
  Record<string, (url: string, key: UserKey) => Promise<void>>
> = {
  "a signature that moto checks": async (url, key) => {
    const result = await run({ section: at(url, {}), env: { ...key } });
    assertEquals(passwordOf(result), OF_NODE);
  },
  "a secret key that moto refuses": async (url, key) => {
    const env = { ...key, AWS_SECRET_ACCESS_KEY: "wrong" };
    const { stderr } = await run({ section: at(url, {}), env });
    assertStringIncludes(stderr, "with status 403: check region, role");
  },
  "an access key that moto does not know": async (url, key) => {
    const env = { ...key, AWS_ACCESS_KEY_ID: "AKIAUNKNOWN000000000" };
    const { stderr } = await run({ section: at(url, {}), env });
    assertStringIncludes(stderr, "with status 403: check region, role");
  },
  "a role that no policy lets the user assume": async (url, key) => {
    const { stderr } = await run({
      section: at(url, { roleArn: ROLE }),
      env: { ...key },
    });
    assertStringIncludes(stderr, "AWS denies sts:AssumeRole");
  },
};

const count = { passed: 0, failed: 0 };
const names = [...Object.keys(CHECKS), ...Object.keys(SIGNED_CHECKS)];

async function check(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
    count.passed++;
    console.log(`ok: ${name}`);
  } catch (error) {
    count.failed++;
    console.log(`FAILED: ${name}: ${error}`);
  }
}

const moto = await setUpMoto();
if ("missing" in moto) {
  for (const name of names) console.log(`SKIPPED: ${name}: ${moto.missing}`);
  console.log(`0 passed, 0 failed, ${names.length} skipped`);
  Deno.exit(0);
}
await withMoto(moto.server, {}, async ({ url }) => {
  for (const [name, body] of Object.entries(CHECKS)) {
    await check(name, () => body(url));
  }
});
const policy = { Effect: "Allow", Action: "ecr:*", Resource: "*" };
await withMoto(
  moto.server,
  { INITIAL_NO_AUTH_ACTION_COUNT: "3" },
  async ({ url }) => {
    const key = await makeUser(url, policy);
    for (const [name, body] of Object.entries(SIGNED_CHECKS)) {
      await check(name, () => body(url, key));
    }
  },
);
console.log(`${count.passed} passed, ${count.failed} failed, 0 skipped`);
Deno.exit(count.failed === 0 ? 0 : 1);
