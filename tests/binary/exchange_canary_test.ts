/**
 * A marked secret in every place where `exchange` and `token` meet one, and a
 * service that repeats all that it is sent: no output of a run has a piece of it.
 */
import { assertEquals } from "@std/assert";
import { CANARY, findCanary } from "../kit/canary.ts";
import {
  AUDIENCE,
  type Call,
  type ExchangeRun,
  runExchange,
  withService,
} from "../kit/exchange_run.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import { accountClaims } from "../kit/subjects.ts";

const KEY = "example.com/robot";
const CANARY_TOKEN = serviceAccountToken(
  accountClaims([AUDIENCE], { secret: CANARY }),
);
const ACCOUNT = { serviceAccount: { audience: AUDIENCE } };
const ANSWER = { username: "u", password: "token", expires: "expires_in" };

/** Every way to send secrets. */
function sectionsAt(url: string): readonly Record<string, unknown>[] {
  const request = { url: `${url}/token` };
  const file = { file: "FOLDER/s" };
  const oauth2 = { tokenUrl: request.url, clientId: "c", clientSecret: file };
  return [
    {
      subject: ACCOUNT,
      request: { ...request, bearer: "${subject}" },
      answer: ANSWER,
    },
    {
      subject: { file: "FOLDER/t" },
      request: {
        ...request,
        basic: { username: "u", password: file },
        form: { a: "${subject}", b: { env: "S" }, c: CANARY },
      },
      answer: ANSWER,
    },
    {
      subject: ACCOUNT,
      request: {
        ...request,
        basic: { username: "u", password: CANARY },
        json: { a: "${subject}", b: `\${serviceAccountAnnotations.${KEY}}` },
      },
      allow: { [KEY]: [CANARY] },
      answer: ANSWER,
    },
    ...["token-exchange", "jwt-bearer"].map((grant) => ({
      subject: ACCOUNT,
      oauth2: { ...oauth2, grant },
      answer: { username: "u" },
    })),
    {
      oauth2: {
        ...oauth2,
        grant: "client-credentials",
        clientAuthentication: "post",
      },
      answer: { username: "u" },
    },
  ];
}

const RUN: Omit<ExchangeRun, "section"> = {
  token: CANARY_TOKEN,
  annotations: { [KEY]: CANARY },
  files: { s: CANARY, t: CANARY_TOKEN },
  env: { S: CANARY },
};

async function assertSilent(run: ExchangeRun): Promise<void> {
  const { code, stdout, stderr } = await runExchange({
    ...run,
    args: ["--trace"],
  });
  assertEquals(code, 1, stderr);
  assertEquals(findCanary(stdout + stderr), [], stderr);
}

/** All that a service was sent, in a text. */
const repeated = ({ headers, body }: Call) =>
  `${CANARY} ${JSON.stringify(headers)} ${body} ${decodeURIComponent(body)}`;

const REPLIES: Readonly<Record<string, (call: Call) => Response>> = {
  ...Object.fromEntries(
    [400, 401, 429, 500].flatMap((status) => [
      [
        `${status} with a text`,
        (call: Call) => new Response(repeated(call), { status }),
      ],
      [`${status} with an error`, (call: Call) =>
        Response.json(
          { error: repeated(call), "error_description": CANARY },
          { status },
        )],
      [
        `${status} with a code and a description`,
        (call: Call) =>
          Response.json({
            error: "invalid_grant",
            "error_description": repeated(call),
          }, { status }),
      ],
    ]),
  ),
  "a redirect": () =>
    new Response(null, {
      status: 307,
      headers: {
        location: `https://example.com/${encodeURIComponent(CANARY)}`,
      },
    }),
  "a text": (call) => new Response(repeated(call)),
  "half of JSON": () => new Response(`{"token":"${CANARY}`),
  "a list": () => Response.json([CANARY]),
  "another field": () => Response.json({ [CANARY]: CANARY }),
  "a password that is a list": () =>
    Response.json({ token: [CANARY], "access_token": { a: CANARY } }),
  "an end that is text": () =>
    Response.json({
      token: CANARY,
      "access_token": CANARY,
      "expires_in": CANARY,
    }),
  "an end that is past": () =>
    Response.json({ token: CANARY, "access_token": CANARY, "expires_in": -1 }),
};

for (const [what, reply] of Object.entries(REPLIES)) {
  Deno.test(`exchange shows no secret where the service answers with ${what}`, async () => {
    await withService(reply, async ({ url, calls }) => {
      for (const section of sectionsAt(url)) {
        const before = calls.length;
        await assertSilent({ ...RUN, section });
        assertEquals(calls.length > before, true, "the service was not asked");
      }
    });
  });
}

Deno.test("exchange and token show no secret where nobody is asked, or nobody can be", async () => {
  const nobody = sectionsAt("http://127.0.0.1:1");
  for (const section of nobody) await assertSilent({ ...RUN, section });
  const foreign = serviceAccountToken(accountClaims([CANARY], { a: CANARY }));
  const [first = {}] = nobody;
  const runs: readonly ExchangeRun[] = [
    { section: first, token: foreign },
    { section: first, token: CANARY },
    { section: first, token: null },
    { section: { ...first, subject: { file: "FOLDER/s" } } },
    { section: { ...first, subject: { file: "FOLDER/t", audience: "x" } } },
    { section: { ...first, subject: { jwt: CANARY } } },
    { section: { ...first, allow: { [CANARY]: [CANARY] } } },
    ...[
      { subject: ACCOUNT, username: [CANARY] },
      { subject: { file: "FOLDER/s" } },
      { subject: ACCOUNT, [CANARY]: CANARY },
    ].map((section) => ({ section, provider: "token" })),
    {
      section: { subject: ACCOUNT },
      provider: "token",
      token: foreign,
    },
    {
      section: { subject: ACCOUNT },
      provider: "token",
      token: serviceAccountToken(
        accountClaims([AUDIENCE], { exp: 1, secret: CANARY }),
      ),
    },
  ];
  for (const run of runs) await assertSilent({ ...RUN, ...run });
});
