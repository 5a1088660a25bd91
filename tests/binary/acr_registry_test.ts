/**
 * Which registry of Azure the compiled program asks, in which cloud, and whose
 * token it keeps.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  assertAnswer,
  CLIENT,
  ENTRA,
  ENTRA_REPLY,
  HOST,
  IMAGE,
  OF_SECRET,
  OK,
  POD,
  refreshToken,
  REGISTRY,
  registryReply,
  scenario,
  TENANT,
  TOKEN,
  WORKLOAD,
} from "../kit/clouds/azure.ts";
import { fieldsOf } from "../kit/clouds/google.ts";
import type { Outcome, Scenario } from "../kit/clouds/scenario.ts";
import {
  CAN_CLOUD,
  eachInClouds,
  inClouds,
  NEEDS_CLOUD,
} from "../kit/clouds/world.ts";

const ignore = !CAN_CLOUD;

Deno.test({
  name:
    `acr asks in the cloud of the rule, and the registry that is the mirror${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const rows = [
      ["usGovernment", "acme.azurecr.us", "login.microsoftonline.us"],
      ["china", "acme.azurecr.cn", "login.partner.microsoftonline.cn"],
    ] as const;
    const outcomes = await eachInClouds([
      ...rows.map(([cloud, host, authority]): Scenario => ({
        replies: {
          [`POST https://${authority}/${TENANT}/oauth2/v2.0/token`]: [
            ENTRA_REPLY,
          ],
          [`POST https://${host}/oauth2/exchange`]: [registryReply(TOKEN)],
        },
        runs: [{
          image: `${host}/app`,
          rule: { acr: { ...OF_SECRET, cloud } },
        }],
      })),
      {
        replies: {
          ...OK,
          "POST https://mirror.azurecr.io/oauth2/exchange": [
            registryReply(TOKEN),
          ],
        },
        runs: [{
          image: "registry.example.com/app",
          rule: { acr: { ...OF_SECRET, registry: "mirror.azurecr.io" } },
        }],
      },
    ]);
    rows.forEach(([, host], at) => assertAnswer(outcomes[at] as Outcome, host));
    const mirrored = outcomes.at(-1) as Outcome;
    assertAnswer(mirrored, "registry.example.com");
    assertEquals(mirrored.calls.map(({ what }) => what), [
      ENTRA,
      "POST https://mirror.azurecr.io/oauth2/exchange",
    ]);
  },
});

Deno.test({
  name:
    `acr follows no challenge of a registry, and asks no other host${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const challenge = {
      status: 401,
      headers: {
        "www-authenticate":
          'Bearer realm="https://elsewhere.example.com/oauth2/exchange",service="acme.azurecr.io"',
      },
    };
    const [outcome] = await eachInClouds([
      scenario(OF_SECRET, {
        replies: {
          ...OK,
          [REGISTRY]: [challenge],
          [`GET https://${HOST}/v2/`]: [challenge],
        },
      }),
    ]);
    assertEquals([outcome?.code, outcome?.stdout], [1, ""]);
    assertEquals(outcome?.calls.map(({ what }) => what), [ENTRA, REGISTRY]);
  },
});

Deno.test({
  name:
    `acr keeps a token for its registry and application alone${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const tokens = [1, 2, 3].map((nth) => refreshToken(4_000_000_000 + nth));
    const other = "aaaaaaaa-7777-8888-9999-000000000000";
    const annotated = (value: string) => ({
      image: IMAGE,
      rule: {
        acr: {
          ...WORKLOAD,
          clientIdAnnotation: {
            key: "azure.workload.identity/client-id",
            allow: [CLIENT, other],
          },
        },
      },
      fields: {
        ...POD,
        serviceAccountAnnotations: {
          "azure.workload.identity/client-id": value,
        },
      },
    });
    const [outcomes = []] = await inClouds([{
      isCached: true,
      replies: { ...OK, [REGISTRY]: tokens.map(registryReply) },
      runs: [CLIENT, CLIENT, other, "bbbbbbbb", CLIENT].map(annotated),
    }]);
    assertEquals(
      outcomes.map(({ stdout, code }) =>
        code === 0 ? JSON.parse(stdout).auth[HOST].password : undefined
      ),
      [tokens[0], tokens[0], tokens[1], undefined, tokens[0]],
    );
    const clients = outcomes.flatMap(({ calls }) => calls)
      .filter(({ what }) => what === ENTRA)
      .map((call) => fieldsOf(call)["client_id"]);
    assertEquals(clients, [CLIENT, other]);
    // A value that is not allowed is neither sent nor repeated.
    assertEquals(outcomes[3]?.calls, []);
    assert(!outcomes[3]?.stderr.includes("bbbbbbbb"));
  },
});
