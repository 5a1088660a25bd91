/**
 * Every source of AWS credentials that is asked over TLS: none is asked over a
 * certificate that nobody trusts, whatever a variable says.
 */
import { assert, assertEquals } from "@std/assert";
import { makeCertificates } from "../aws/certificates.ts";
import { at, type EcrRun, ROLE, runEcr } from "../aws/run.ts";
import { KEY, REGION, withAwsServer } from "../aws/server.ts";
import { withFiles } from "../program.ts";

/** Turns the check off in programs of Node, and in `node:https` of Deno 2.9. */
const UNCHECKED = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };

/** A rule, and an environment in which it asks the server at `url`. */
type Source = (url: string, folder: string) => EcrRun;

const profile = (folder: string) => ({
  AWS_CONFIG_FILE: `${folder}/config`,
  AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
  HOME: folder,
});

const SOURCES: Readonly<Record<string, Source>> = {
  "keys of the environment, for ECR": (url) => ({
    section: { endpoint: url },
    env: KEY,
  }),
  "keys of the environment, for a role": (url) => ({
    section: at(url, { roleArn: ROLE }),
    env: KEY,
  }),
  "the token of a service account": (url) => ({
    section: at(url, { roleArn: ROLE, serviceAccount: {} }),
    fields: { serviceAccountToken: "token" },
    env: {},
  }),
  "the token file of a pod": (url, folder) => ({
    section: at(url, {}),
    env: {
      AWS_ROLE_ARN: ROLE,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
    },
  }),
  "the endpoint of a container": (url) => ({
    section: at(url, {}),
    env: container(url),
  }),
  "a profile with a role, and keys of another profile": (url, folder) => ({
    section: at(url, { profile: "role" }),
    env: profile(folder),
  }),
  "a profile with a role, and the endpoint of a container": (url, folder) => ({
    section: at(url, { profile: "of-container" }),
    env: { ...profile(folder), ...container(url) },
  }),
  "a profile with single sign-on": (url, folder) => ({
    section: at(url, { profile: "sso" }),
    env: { ...profile(folder), AWS_ENDPOINT_URL_SSO: url },
  }),
  "a profile with a session of single sign-on that is renewed": (
    url,
    folder,
  ) => ({
    section: at(url, { profile: "session" }),
    env: { ...profile(folder), AWS_ENDPOINT_URL_SSO_OIDC: url },
  }),
  "a profile with a login that is renewed": (url, folder) => ({
    section: at(url, { profile: "login" }),
    env: { ...profile(folder), AWS_ENDPOINT_URL_SIGNIN: url },
  }),
};

function container(url: string): Record<string, string> {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "token",
  };
}

const CONFIG = `[profile role]
role_arn = ${ROLE}
source_profile = keys

[profile of-container]
role_arn = ${ROLE}
credential_source = EcsContainer

[profile sso]
sso_start_url = https://start.example.com
sso_region = ${REGION}
sso_account_id = 123456789012
sso_role_name = pull

[profile session]
sso_session = work
sso_account_id = 123456789012
sso_role_name = pull

[sso-session work]
sso_start_url = https://start.example.com
sso_region = ${REGION}

[profile login]
login_session = arn:aws:iam::123456789012:user/somebody
region = ${REGION}
`;

const CREDENTIALS = `[keys]
aws_access_key_id = ${KEY.AWS_ACCESS_KEY_ID}
aws_secret_access_key = ${KEY.AWS_SECRET_ACCESS_KEY}
`;

/** Where AWS CLI and SDK keep what a person has signed in to (their own names). */
async function writeSignIns(folder: string): Promise<void> {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const past = new Date(Date.now() - 3_600_000).toISOString();
  const sso = `${folder}/.aws/sso/cache`;
  const login = `${folder}/.aws/login/cache`;
  await Deno.mkdir(sso, { recursive: true });
  await Deno.mkdir(login, { recursive: true });
  const token = { accessToken: "access", expiresAt: soon };
  const renewed = {
    accessToken: "access",
    expiresAt: past,
    refreshToken: "refresh",
    clientId: "client",
    clientSecret: "secret",
  };
  const signedIn = {
    accessToken: {
      accessKeyId: "ASIALOGIN",
      secretAccessKey: "secret",
      sessionToken: "session",
      accountId: "123456789012",
      expiresAt: past,
    },
    clientId: "client",
    refreshToken: "refresh",
    dpopKey: await newKey(),
  };
  for (
    const [path, content] of [
      [`${sso}/${await hex("SHA-1", "https://start.example.com")}`, token],
      [`${sso}/${await hex("SHA-1", "work")}`, renewed],
      [
        `${login}/${await hex(
          "SHA-256",
          "arn:aws:iam::123456789012:user/somebody",
        )}`,
        signedIn,
      ],
    ] as const
  ) {
    await Deno.writeTextFile(`${path}.json`, JSON.stringify(content), {
      mode: 0o600,
    });
  }
}

async function hex(algorithm: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes)).toHex();
}

/** A private key of an elliptic curve in PEM. */
async function newKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const bytes = await crypto.subtle.exportKey("pkcs8", privateKey);
  const base64 = new Uint8Array(bytes).toBase64().replace(/.{64}/g, "$&\n");
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
}

for (const [what, source] of Object.entries(SOURCES)) {
  Deno.test(`no variable turns the check of certificates off for ${what}`, async () => {
    const files = { config: CONFIG, credentials: CREDENTIALS, token: "token" };
    await withFiles(files, async (folder) => {
      await writeSignIns(folder);
      const { caFile, ...tls } = await makeCertificates(folder);
      await withAwsServer({ tls }, async ({ url, calls }) => {
        const run = source(url, folder);
        const untrusted = { ...run.env, ...UNCHECKED };
        const { code, stdout } = await runEcr({ ...run, env: untrusted });
        assertEquals([code, stdout, calls], [1, "", []]);
        // The same run reaches the server where the authority is trusted.
        await runEcr({ ...run, env: { ...run.env, DENO_CERT: caFile } });
        assert(calls.length > 0, "the server was not asked");
      });
    });
  });
}
