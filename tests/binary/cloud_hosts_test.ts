/**
 * Which hosts get a token of Google, Azure or Vault, and a token of a pod.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { CANARY, findCanary } from "../kit/canary.ts";
import type { Scenario } from "../kit/clouds/scenario.ts";
import { stageOf } from "../kit/clouds/stages.ts";
import { CAN_CLOUD, eachInClouds, NEEDS_CLOUD } from "../kit/clouds/world.ts";
import { assertFailure } from "../kit/failure.ts";

const ignore = !CAN_CLOUD;

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
