/**
 * What the compiled program says where Google, Azure or Vault give nothing, how
 * often it asks, and that no secret is ever in it.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ErrorCode } from "../../src/runtime/errors.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import { refreshToken, registryReply } from "../kit/clouds/azure.ts";
import { tokenReply } from "../kit/clouds/google.ts";
import type { Outcome, Reply, Scenario } from "../kit/clouds/scenario.ts";
import { failing, type Stage, stageOf, STAGES } from "../kit/clouds/stages.ts";
import { secretReply } from "../kit/clouds/vault.ts";
import { CAN_CLOUD, eachInClouds, NEEDS_CLOUD } from "../kit/clouds/world.ts";
import { assertFailure } from "../kit/failure.ts";

const ignore = !CAN_CLOUD;

interface Row {
  readonly what: string;
  readonly reply: Reply;
  readonly code: ErrorCode;
  readonly says: string;
  readonly calls: number;
}

const TEXT = `the token ${CANARY} is refused`;

/** What any service may answer. */
const ANY: readonly Row[] = [
  {
    what: "a redirect",
    reply: {
      status: 307,
      headers: { location: `https://elsewhere.example.com/?t=${CANARY}` },
    },
    code: "BACKEND_DENIED",
    says: "with status 307, which is not followed",
    calls: 1,
  },
  {
    what: "throttling without an end",
    reply: { status: 429, body: TEXT },
    code: "BACKEND_UNAVAILABLE",
    says: "with status 429, after three attempts",
    calls: 3,
  },
  {
    what: "500 without an end",
    reply: { status: 500, body: { error: CANARY, message: TEXT } },
    code: "BACKEND_UNAVAILABLE",
    says: "with status 500, after three attempts",
    calls: 3,
  },
  {
    what: "a refusal with a page",
    reply: { status: 403, body: `<html>${TEXT}` },
    code: "BACKEND_DENIED",
    says: "with status 403: ",
    calls: 1,
  },
  {
    what: "a refusal with codes that nobody knows",
    reply: {
      status: 400,
      body: {
        error: CANARY,
        error_description: TEXT,
        error_codes: [CANARY],
        errors: [{ code: CANARY, message: TEXT }],
      },
    },
    code: "BACKEND_DENIED",
    says: "with status 400: ",
    calls: 1,
  },
  {
    what: "an error whose members have other forms",
    reply: {
      status: 400,
      body: {
        error: { code: CANARY, status: CANARY, message: TEXT },
        errors: CANARY,
        error_codes: { 0: CANARY },
      },
    },
    code: "BACKEND_DENIED",
    says: "with status 400: ",
    calls: 1,
  },
  {
    what: "a page with status 200",
    reply: { body: `<html>${TEXT}` },
    code: "BACKEND_UNAVAILABLE",
    says: "with no JSON object",
    calls: 1,
  },
  {
    what: "a list",
    reply: { body: [CANARY] },
    code: "BACKEND_UNAVAILABLE",
    says: "with no JSON object",
    calls: 1,
  },
  {
    what: "an answer of more than 256 KiB",
    reply: { body: { access_token: CANARY.repeat(14_000) } },
    code: "BACKEND_UNAVAILABLE",
    says: "its answer is too large",
    calls: 1,
  },
];

/** Runs every row, and asserts what is so of each failure. */
async function assertRows(
  rows: readonly (Row & { readonly stage: Stage })[],
  step: (name: string, body: () => void) => Promise<unknown>,
): Promise<void> {
  const scenarios: Scenario[] = rows.map(({ stage, reply }) =>
    failing(stage, reply)
  );
  const outcomes = await eachInClouds(scenarios);
  for (const [at, { stage, what, code, says, calls }] of rows.entries()) {
    await step(`${stage.name}: ${what}`, () => {
      const outcome = outcomes[at] as Outcome;
      assertFailure(outcome, { code, says });
      assertStringIncludes(outcome.stderr, stage.says);
      assertEquals(findCanary(outcome.stderr), [], outcome.stderr);
      const asked = outcome.calls.map((call) => call.what);
      assertEquals(asked.filter((one) => one === stage.what).length, calls);
      assertEquals(asked.at(-1), stage.what);
      assert(!asked.some((one) => one.includes("elsewhere")));
    });
  }
}

for (const stage of STAGES) {
  Deno.test({
    name:
      `a failure of ${stage.name}, is one line without a secret${NEEDS_CLOUD}`,
    ignore,
    fn: async (t) => {
      await assertRows(
        ANY.map((row) => ({ ...row, stage })),
        (name, fn) => t.step(name, fn),
      );
    },
  });
}

Deno.test({
  name:
    `what a stage answers in its success is in no output but the answer${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const scenarios = STAGES.map((stage): Scenario => ({
      files: stage.files ?? {},
      replies: stage.replies,
      runs: [{ ...stage.run, args: ["--trace"] }],
    }));
    for (const { code, stderr } of await eachInClouds(scenarios)) {
      assertEquals(code, 0, stderr);
      assertEquals(findCanary(stderr), [], stderr);
    }
  },
});

const known = (
  stage: string,
  what: string,
  reply: Reply,
  says: string,
): Row & { readonly stage: Stage } => ({
  stage: stageOf(stage),
  what,
  reply,
  code: "BACKEND_DENIED",
  says,
  calls: 1,
});

/** What the documents of each service list. */
const KNOWN: readonly (Row & { readonly stage: Stage })[] = [
  known(
    "gcp, the metadata server",
    "a machine without a service account",
    { status: 404, body: "" },
    "with status 404: give the machine a service account",
  ),
  known(
    "gcp, a key file",
    "a key that was deleted",
    {
      status: 400,
      body: { error: "invalid_grant", error_description: TEXT },
    },
    "with status 400 (invalid_grant): check that the key",
  ),
  known(
    "gcp, workload identity",
    "a token that is not trusted",
    {
      status: 400,
      body: { error: "invalid_request", error_description: TEXT },
    },
    "with status 400 (invalid_request): check that the provider trusts",
  ),
  known(
    "gcp, workload identity",
    "a provider that does not exist",
    { status: 400, body: { error: "invalid_target" } },
    '(invalid_target): check "provider"',
  ),
  known(
    "gcp, impersonation",
    "an identity that may not",
    {
      status: 403,
      body: {
        error: { code: 403, message: TEXT, status: "PERMISSION_DENIED" },
      },
    },
    "with status 403 (PERMISSION_DENIED): grant the identity",
  ),
  known(
    "gcp, impersonation",
    "an account that does not exist",
    {
      status: 404,
      body: { error: { code: 404, message: TEXT, status: "NOT_FOUND" } },
    },
    "with status 404 (NOT_FOUND): check the address",
  ),
  known(
    "acr, the metadata service",
    "a machine without an identity",
    {
      status: 400,
      body: { error: "invalid_request", error_description: TEXT },
    },
    "with status 400 (invalid_request): assign a managed identity",
  ),
  {
    ...known(
      "acr, the metadata service",
      "404, which passes with time",
      { status: 404, body: TEXT },
      "with status 404: assign a managed identity",
    ),
    calls: 3,
  },
  known(
    "acr, Microsoft Entra",
    "a secret that is wrong",
    {
      status: 401,
      body: {
        error: "invalid_client",
        error_description: `AADSTS7000215: ${TEXT}`,
        error_codes: [7_000_215],
        trace_id: CANARY,
        correlation_id: CANARY,
      },
    },
    "with status 401 (AADSTS7000215): the client secret is wrong",
  ),
  known(
    "acr, Microsoft Entra",
    "an error without its number beside",
    {
      status: 400,
      body: { error: "x", error_description: `AADSTS90002: ${TEXT}` },
    },
    "with status 400 (AADSTS90002): check",
  ),
  known(
    "acr, the registry",
    "an identity that may not pull",
    {
      status: 401,
      body: {
        errors: [{ code: "UNAUTHORIZED", message: TEXT, detail: CANARY }],
      },
    },
    "with status 401 (UNAUTHORIZED): grant the identity",
  ),
  known(
    "vault, the login",
    "a role that does not exist",
    { status: 400, body: { errors: [TEXT] } },
    "refuses a login as image-pull at auth/kubernetes with status 400: check that the role exists",
  ),
  known(
    "vault, the login",
    "a method that is not mounted",
    { status: 404, body: { errors: [] } },
    'with status 404: check "auth.mount"',
  ),
  known(
    "vault, the secret",
    "a policy that does not allow it",
    { status: 403, body: { errors: [TEXT] } },
    'with status 403: allow "read" of secret/data/registries/nexus',
  ),
  known(
    "vault, the secret",
    "a secret that was deleted",
    { status: 404, body: { data: { data: null, metadata: {} } } },
    'with status 404: check "secret"',
  ),
  ...["vault, the login", "vault, the secret"].map((stage): Row & {
    readonly stage: Stage;
  } => ({
    stage: stageOf(stage),
    what: "a server that is sealed",
    reply: { status: 503, body: { errors: ["Vault is sealed"] } },
    code: "BACKEND_UNAVAILABLE",
    says: "with status 503 (sealed, or in maintenance), after three attempts",
    calls: 3,
  })),
];

Deno.test({
  name: `a refusal that is documented says what to change${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    await assertRows(KNOWN, (name, fn) => t.step(name, fn));
  },
});

Deno.test({
  name:
    `a metadata service that hangs is given up within its time, with one attempt${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    const rows = ["gcp, the metadata server", "acr, the metadata service"].map(
      (name) => ({
        stage: stageOf(name),
        what: "silence",
        reply: { hangs: true },
        code: "BACKEND_UNAVAILABLE" as const,
        says: "it does not respond in time: this node is no machine of",
        calls: 1,
      }),
    );
    await assertRows(rows, (name, fn) => t.step(name, fn));
  },
});

/** An hour, and half a minute for the run. */
const HOUR_MS = 3_600_000;

/** The end of a token as the service tells it, and the most minutes that the kubelet may keep it. */
const ENDS: readonly [
  stage: string,
  what: string,
  reply: Reply,
  most: number | "fails",
][] = [
  ...[
    ["missing", { expires_in: undefined }, 0],
    ["text", { expires_in: "3599" }, 60],
    ["no number", { expires_in: "soon" }, 0],
    ["huge", { expires_in: 9e12 }, 12 * 60],
    ["past", { expires_in: -1 }, "fails"],
    ["now", { expires_in: 0 }, "fails"],
  ].map(([what, change, most]): typeof ENDS[number] => [
    "gcp, workload identity",
    `${what}`,
    tokenReply(CANARY, change as object),
    most as number,
  ]),
  ...[
    ["missing", {}, 0],
    ["past", { expireTime: "2020-01-01T00:00:00Z" }, "fails"],
    ["huge", { expireTime: "9999-01-01T00:00:00Z" }, 12 * 60],
    ["no time", { expireTime: "tomorrow" }, 0],
  ].map(([what, change, most]): typeof ENDS[number] => [
    "gcp, impersonation",
    `${what}`,
    { body: { accessToken: CANARY, ...change as object } },
    most as number,
  ]),
  ...[
    ["missing", registryReply(refreshToken("")), 0],
    ["no JWT", registryReply(CANARY), 0],
    ["past", registryReply(refreshToken(1_600_000_000)), "fails"],
    ["huge", registryReply(refreshToken(9e12)), 12 * 60],
    ["three hours", registryReply(), 3 * 60],
  ].map(([what, reply, most]): typeof ENDS[number] => [
    "acr, the registry",
    `${what}`,
    reply as Reply,
    most as number,
  ]),
];

Deno.test({
  name:
    `no token is kept beyond its end, nor longer than twelve hours${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    const outcomes = await eachInClouds(
      ENDS.map(([name, , reply]) => {
        const stage = stageOf(name);
        const { rule } = stage.run;
        return {
          ...failing(stage, reply),
          runs: [{ ...stage.run, rule: { ...rule, cacheDuration: "168h" } }],
        };
      }),
    );
    for (const [at, [stage, what, , most]] of ENDS.entries()) {
      await t.step(`${stage}: ${what}`, () => {
        const outcome = outcomes[at] as Outcome;
        if (most === "fails") {
          const says = "gives out a token that has expired already";
          assertFailure(outcome, { code: "BACKEND_UNAVAILABLE", says });
          assertEquals(findCanary(outcome.stderr), []);
          return;
        }
        assertEquals(outcome.stderr, "");
        const { cacheDuration } = JSON.parse(outcome.stdout);
        const kept = minutesOf(cacheDuration);
        assert(kept <= most && kept >= most * 0.8, cacheDuration);
      });
    }
  },
});

function minutesOf(duration: string): number {
  const [, hours = "0", minutes = "0", seconds = "0"] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return (Number(hours) * HOUR_MS + Number(minutes) * 60_000 +
    Number(seconds) * 1_000) / 60_000;
}

Deno.test({
  name:
    `nobody is asked for a token of a host that is none of the cloud${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const google = stageOf("gcp, the metadata server");
    const azure = stageOf("acr, the metadata service");
    const rows = [
      [google, "registry.example.com/app"],
      [google, "europe-docker.pkg.dev.example.com/app"],
      [google, "docker.pkg.dev/app"],
      [google, "evilgcr.io/app"],
      [google, "europe-docker.pkg.dev:5000/app"],
      [azure, "registry.example.com/app"],
      [azure, "acme.azurecr.io.example.com/app"],
      [azure, "a.b.azurecr.io/app"],
      [azure, "acme.azurecr.us/app"],
      [azure, "acme.azurecr.io:5000/app"],
      [azure, "azurecr.io/app"],
    ] as const;
    const outcomes = await eachInClouds(rows.map(([stage, image]) => ({
      replies: stage.replies,
      runs: [{ ...stage.run, image }],
    })));
    outcomes.forEach((outcome) => {
      const says = "so no token is asked for it";
      assertFailure(outcome, { code: "NOT_A_REGISTRY", says });
      assertEquals(outcome.calls, []);
    });
  },
});

Deno.test({
  name:
    `a token of another audience is never sent, and no proxy sees a metadata service${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const pods = [
      "gcp, workload identity",
      "acr, the registry",
      "vault, the login",
    ]
      .map(stageOf);
    const nodes = ["gcp, the metadata server", "acr, the metadata service"]
      .map(stageOf);
    const other = stageOf("vault, the login").run.fields;
    const foreign = pods.map((stage, at): Scenario => ({
      replies: stage.replies,
      runs: [{
        ...stage.run,
        fields: at < 2 ? other ?? {} : pods[0]?.run.fields ?? {},
      }],
    }));
    const proxied = nodes.map((stage): Scenario => ({
      replies: stage.replies,
      runs: [{
        ...stage.run,
        env: {
          HTTP_PROXY: `http://user:${CANARY}@elsewhere.example.com`,
          http_proxy: "http://elsewhere.example.com",
        },
      }],
    }));
    const outcomes = await eachInClouds([...foreign, ...proxied]);
    for (const outcome of outcomes.slice(0, 3)) {
      assertFailure(outcome, {
        code: "TOKEN_UNUSABLE",
        says: "is for another audience, and was not sent",
      });
      assertEquals(outcome.calls, []);
      assertEquals(findCanary(outcome.stderr), []);
    }
    for (const outcome of outcomes.slice(3)) {
      assertEquals(outcome.code, 0, outcome.stderr);
      assert(!outcome.calls.some(({ what }) => what.includes("elsewhere")));
    }
  },
});

Deno.test({
  name:
    `a secret with a field that is missing or no text is not repeated${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const stage = stageOf("vault, the secret");
    const outcomes = await eachInClouds([
      failing(stage, secretReply({ username: CANARY })),
      failing(stage, secretReply({ username: "u", password: [CANARY] })),
      failing(stage, secretReply({ username: "u", password: "" })),
      failing(stage, secretReply(CANARY)),
      failing(stage, {
        body: { data: { username: CANARY, password: CANARY } },
      }),
    ]);
    for (const outcome of outcomes) {
      const says =
        "the secret secret/data/registries/nexus in Vault has no text";
      assertFailure(outcome, { code: "BACKEND_UNAVAILABLE", says });
      assertEquals(findCanary(outcome.stderr), []);
    }
  },
});
