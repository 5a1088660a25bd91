/**
 * Refusals that the documents of Google, Azure and Vault list: the compiled program
 * says what to change.
 * @module
 */
import { assertEquals } from "@std/assert";
import { CANARY, findCanary } from "../kit/canary.ts";
import type { Reply } from "../kit/clouds/scenario.ts";
import { failing, type Stage, stageOf } from "../kit/clouds/stages.ts";
import { secretReply } from "../kit/clouds/vault.ts";
import { CAN_CLOUD, eachInClouds, NEEDS_CLOUD } from "../kit/clouds/world.ts";
import { assertFailure } from "../kit/failure.ts";
import { assertRows, type FailureRow, TEXT } from "../kit/clouds/failures.ts";

const ignore = !CAN_CLOUD;

const known = (
  stage: string,
  what: string,
  reply: Reply,
  says: string,
): FailureRow & { readonly stage: Stage } => ({
  stage: stageOf(stage),
  what,
  reply,
  code: "BACKEND_DENIED",
  says,
  calls: 1,
});

/** What the documents of each service list. */
const KNOWN: readonly (FailureRow & { readonly stage: Stage })[] = [
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
    "refuses the request for a login as image-pull at auth/kubernetes with status 400: check that the role exists",
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
  ...["vault, the login", "vault, the secret"].map((stage): FailureRow & {
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
