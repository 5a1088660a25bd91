/**
 * Tokens of ECR and roles of STS against moto, a suite of `make e2e`.
 *
 * moto's tokens are `<account>-auth-token`, and it gives the keys of an assumed
 * role to the account of the role. So a token of another account proves that
 * the role was assumed.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { at, type EcrRun, passwordOf, runEcr } from "../kit/aws/run.ts";
import { PROGRAM, withFiles } from "../kit/program.ts";
import { setUpMoto, VERSION, withMoto } from "./moto.ts";
import { makeUser, type UserKey } from "./moto_user.ts";
import { Checks, type Tally } from "./suite.ts";

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

const ask = (run: EcrRun) => runEcr({ ...run, program: PROGRAM });

/** Asks with the profile `pull` of an AWS config, which has a role. */
async function expectRoleOfProfile(
  url: string,
  files: Readonly<Record<"config" | "credentials", string>>,
): Promise<void> {
  await withFiles(files, async (folder) => {
    const env = {
      AWS_CONFIG_FILE: `${folder}/config`,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
    };
    const section = at(url, { profile: "pull" });
    assertEquals(passwordOf(await ask({ section, env })), OF_ROLE);
  });
}

const CHECKS: Readonly<Record<string, Check>> = {
  "a token with an access key of the environment": async (url) => {
    const result = await ask({ section: at(url, {}), env: { ...KEY } });
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
    const result = await ask({ section, image, env: { ...KEY } });
    assertEquals(passwordOf(result, "images.example.com"), OF_ROLE);
  },
  "AssumeRole with the role of the rule": async (url) => {
    const section = at(url, { roleArn: ROLE, externalId: "cluster-1" });
    const result = await ask({ section, env: { ...KEY } });
    assertEquals(passwordOf(result), OF_ROLE);
  },
  "AssumeRole with the role of a profile": async (url) => {
    const files = {
      config: `[profile pull]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
      credentials:
        "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = any\n",
    };
    await expectRoleOfProfile(url, files);
  },
  "AssumeRoleWithWebIdentity with the kubelet's token": async (url) => {
    const section = at(url, { roleArn: ROLE, serviceAccount: {} });
    const fields = { serviceAccountToken: TOKEN };
    const result = await ask({ section, fields, env: {} });
    assertEquals(passwordOf(result), OF_ROLE);
  },
  "AssumeRoleWithWebIdentity with the role of an annotation": async (url) => {
    const roleAnnotation = "eks.amazonaws.com/role-arn";
    const section = at(url, { serviceAccount: { roleAnnotation } });
    const fields = {
      serviceAccountToken: TOKEN,
      serviceAccountAnnotations: { [roleAnnotation]: ROLE },
    };
    const result = await ask({ section, fields, env: {} });
    assertEquals(passwordOf(result), OF_ROLE);
  },
  "AssumeRoleWithWebIdentity of the node, then AssumeRole of the rule": async (
    url,
  ) => {
    await withFiles({ token: TOKEN }, async (folder) => {
      const env = {
        AWS_ROLE_ARN: "arn:aws:iam::333333333333:role/node",
        AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
      };
      const section = at(url, { roleArn: ROLE });
      assertEquals(passwordOf(await ask({ section, env })), OF_ROLE);
    });
  },
  "AssumeRole of a profile by the role of another profile": async (url) => {
    const base = "arn:aws:iam::333333333333:role/base";
    const files = {
      config:
        `[profile pull]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\nrole_arn = ${base}\nsource_profile = key\n`,
      credentials:
        "[key]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = any\n",
    };
    await expectRoleOfProfile(url, files);
  },
  "AssumeRoleWithWebIdentity with AWS_ROLE_ARN and its file": async (url) => {
    await withFiles({ token: TOKEN }, async (folder) => {
      const env = {
        AWS_ROLE_ARN: ROLE,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
      };
      const section = at(url, {});
      assertEquals(passwordOf(await ask({ section, env })), OF_ROLE);
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
    const result = await ask({ section: at(url, {}), env: { ...key } });
    assertEquals(passwordOf(result), OF_NODE);
  },
  "a secret key that moto refuses": async (url, key) => {
    const env = { ...key, AWS_SECRET_ACCESS_KEY: "wrong" };
    const { stderr } = await ask({ section: at(url, {}), env });
    assertStringIncludes(stderr, "with status 403: check region, role");
  },
  "an access key that moto does not know": async (url, key) => {
    const env = { ...key, AWS_ACCESS_KEY_ID: "AKIAUNKNOWN000000000" };
    const { stderr } = await ask({ section: at(url, {}), env });
    assertStringIncludes(stderr, "with status 403: check region, role");
  },
  "a role that no policy lets the user assume": async (url, key) => {
    const { stderr } = await ask({
      section: at(url, { roleArn: ROLE }),
      env: { ...key },
    });
    assertStringIncludes(stderr, "AWS denies sts:AssumeRole");
  },
};

/** See {@linkcode Suite}. */
export const name = "moto";

/** See {@linkcode Suite}. */
export const needs = "python3; moto is fetched from PyPI";

/** See {@linkcode Suite}. */
export const proves =
  "tokens of ECR, and roles by STS: of the rule, of a profile, by a profile's role, by a web identity of the kubelet, of a file, of an annotation";
/** See {@linkcode Suite}. */
export const leaves = "AWS itself";

/** Runs all checks. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const moto = await setUpMoto();
  if ("missing" in moto) {
    const names = [...Object.keys(CHECKS), ...Object.keys(SIGNED_CHECKS)];
    checks.skip(names, moto.missing);
    return checks.tally;
  }
  checks.meet(`moto ${VERSION}`);
  await withMoto(moto.server, {}, async ({ url }) => {
    for (const [name, body] of Object.entries(CHECKS)) {
      await checks.check(name, () => body(url));
    }
  });
  const policy = { Effect: "Allow", Action: "ecr:*", Resource: "*" };
  const env = { INITIAL_NO_AUTH_ACTION_COUNT: "3" };
  await withMoto(moto.server, env, async ({ url }) => {
    const key = await makeUser(url, policy);
    for (const [name, body] of Object.entries(SIGNED_CHECKS)) {
      await checks.check(name, () => body(url, key));
    }
  });
  return checks.tally;
}
