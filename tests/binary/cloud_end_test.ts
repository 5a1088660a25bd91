/**
 * No token of Google or Azure is kept beyond its end, whatever the service says
 * about that.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { CANARY, findCanary } from "../kit/canary.ts";
import { refreshToken, registryReply } from "../kit/clouds/azure.ts";
import { tokenReply } from "../kit/clouds/google.ts";
import type { Outcome, Reply } from "../kit/clouds/scenario.ts";
import { failing, stageOf } from "../kit/clouds/stages.ts";
import { CAN_CLOUD, eachInClouds, NEEDS_CLOUD } from "../kit/clouds/world.ts";
import { assertFailure } from "../kit/failure.ts";

const ignore = !CAN_CLOUD;

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
    // No longer than the hour that was asked for.
    ["huge", { expireTime: "9999-01-01T00:00:00Z" }, 60],
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
