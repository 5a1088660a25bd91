/**
 * A marked secret in every place where the ecr provider meets one: it is in no
 * output of any run that fails.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { body, failure, redirect, type Reply, xml } from "../kit/aws/reply.ts";
import { at, type EcrRun, ROLE, runEcr } from "../kit/aws/run.ts";
import { KEY, type ServerOptions, withAwsServer } from "../kit/aws/server.ts";
import type { Operation } from "../kit/aws/services.ts";
import { withFiles } from "../kit/program.ts";

const CANARY = "canary-7d1f04-ab/+=word";
/** What a message with escapes, or a part of one, would still show. */
const MARKS = ["canary", "7d1f04", "ab/+=", "ab%2F", btoa("canary-7d1f04")];

const ECR: Operation = "ecr:GetAuthorizationToken";
const ASSUME: Operation = "sts:AssumeRole";
const WITH_TOKEN: Operation = "sts:AssumeRoleWithWebIdentity";

/** Every variable that holds a secret of AWS. */
const SECRETS = {
  AWS_ACCESS_KEY_ID: KEY.AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: CANARY,
  AWS_SESSION_TOKEN: CANARY,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: CANARY,
} as const;

/** A good key, with the other secrets beside it. */
const GOOD_KEY = {
  ...KEY,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: CANARY,
} as const;

const TOKEN = {
  serviceAccountToken: CANARY,
  serviceAccountAnnotations: { "example.com/secret": CANARY },
};

const OF_ROLE = { roleArn: ROLE, externalId: CANARY };
const OF_ACCOUNT = { roleArn: ROLE, serviceAccount: {} };

async function assertSilent(run: EcrRun): Promise<void> {
  const { code, stdout, stderr } = await runEcr(run);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "registry-credential-provider: ");
  for (const mark of MARKS) {
    assertEquals(`${stdout}${stderr}`.includes(mark), false, stderr);
  }
}

const REPLIES: readonly [what: string, Reply][] = [
  ...[400, 403, 429, 500].flatMap((status): [string, Reply][] => [
    [
      `${status} with a text`,
      failure(status, "AccessDenied", { message: CANARY }),
    ],
    [`${status} with a name`, failure(status, CANARY, { message: CANARY })],
    [
      `${status} with a type`,
      failure(status, CANARY, { message: CANARY, at: "__type" }),
    ],
    [`${status} with a body`, () => new Response(CANARY, { status })],
  ]),
  ["a redirect", redirect(`https://example.com/${encodeURI(CANARY)}`)],
  ["a page", body(`<html>${CANARY}`, "text/html")],
  ["half of JSON", body(`{"a":"${CANARY}`)],
  ["JSON of another form", body({ authorizationData: CANARY })],
  ["half of XML", () => xml(`<a>${CANARY}`)],
  ["XML of another form", () => xml(`<a><b>${CANARY}</b></a>`)],
];

for (const [what, reply] of REPLIES) {
  Deno.test(`ecr shows no secret where AWS answers with ${what}`, async () => {
    const rows: readonly [Operation, EcrRun["section"] & object][] = [
      [ECR, {}],
      [ASSUME, OF_ROLE],
      [WITH_TOKEN, OF_ACCOUNT],
    ];
    for (const [operation, section] of rows) {
      const script: ServerOptions["script"] = { [operation]: [reply] };
      await withAwsServer({ script, forever: true }, async ({ url }) => {
        await assertSilent({
          section: at(url, section),
          env: GOOD_KEY,
          fields: TOKEN,
        });
      });
    }
  });
}

const TOKENS: readonly [what: string, unknown][] = [
  ["without a colon", { authorizationToken: btoa(CANARY) }],
  ["that is not base64", { authorizationToken: `%${CANARY}` }],
  ["without a user", { authorizationToken: btoa(`:${CANARY}`) }],
  ["that is a list", { authorizationToken: [CANARY] }],
  ["with an end that is text", {
    authorizationToken: btoa(`AWS:${CANARY}`),
    expiresAt: CANARY,
  }],
];

for (const [what, authorization] of TOKENS) {
  Deno.test(`ecr shows no piece of a token ${what}`, async () => {
    const reply = body({ authorizationData: [authorization] });
    await withAwsServer({ script: { [ECR]: [reply] } }, async ({ url }) => {
      await assertSilent({ section: at(url, {}), env: GOOD_KEY });
    });
  });
}

Deno.test("ecr shows no secret of variables and config that AWS refuses", async () => {
  await withAwsServer({}, async ({ url }) => {
    for (const section of [{}, OF_ROLE]) {
      const run = { section: at(url, section), fields: TOKEN };
      await assertSilent({ ...run, env: SECRETS });
      const broken = { ...SECRETS, AWS_SESSION_TOKEN: `${CANARY}\u00e9\u0001` };
      await assertSilent({ ...run, env: broken });
    }
  });
});

Deno.test("ecr shows no secret where nobody is asked, or nobody can be", async () => {
  const nobody = "http://127.0.0.1:1";
  const serviceAccount = { roleAnnotation: "example.com/secret" };
  const runs: readonly EcrRun[] = [
    { image: "registry.k8s.io/pause", section: OF_ROLE },
    { section: at(nobody, {}) },
    { section: at(nobody, OF_ROLE) },
    { section: at(nobody, OF_ACCOUNT) },
    { section: { serviceAccount } },
    { section: { profile: "none", roleArn: ROLE, externalId: CANARY } },
    { section: { ...OF_ROLE, serviceAccount: {} } },
    { section: { externalId: CANARY } },
    { section: { ...OF_ROLE, sessionName: `${CANARY} no name` } },
    { section: { endpoint: `https://user:${CANARY}@example.com` } },
    { section: { roleArn: CANARY } },
    { section: { region: CANARY } },
  ];
  for (const run of runs) {
    await assertSilent({ env: SECRETS, fields: TOKEN, ...run });
  }
});

Deno.test("ecr shows no piece of shared files, tokens and answers of a container", async () => {
  const files = {
    config: `[default\n${CANARY}\n[profile pull]\n${CANARY} = ${CANARY}\n`,
    credentials: `[pull]\naws_secret_access_key = ${CANARY}\n`,
    token: CANARY,
  };
  const answer = new Response(`{"AccessKeyId":"${CANARY}`);
  const container = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, () => answer.clone());
  const uri = `http://127.0.0.1:${container.addr.port}/`;
  try {
    await withFiles(files, async (folder) => {
      const shared = {
        AWS_CONFIG_FILE: `${folder}/config`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
      };
      const script: ServerOptions["script"] = {
        [WITH_TOKEN]: [
          failure(400, "InvalidIdentityToken", { message: CANARY }),
        ],
      };
      await withAwsServer({ script, forever: true }, async ({ url }) => {
        const rows: readonly [object, Record<string, string>][] = [
          [{ profile: "pull" }, shared],
          [{}, { ...shared, AWS_PROFILE: "pull" }],
          [{}, {
            AWS_ROLE_ARN: ROLE,
            AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
          }],
          [{}, {
            AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
            AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${folder}/token`,
          }],
          [{}, {
            AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://example.com/${CANARY}`,
          }],
        ];
        for (const [section, env] of rows) {
          await assertSilent({ section: at(url, { ...section }), env });
        }
      });
    });
  } finally {
    await container.shutdown();
  }
});
