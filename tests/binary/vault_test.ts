/**
 * The compiled program logs in to Vault and reads a secret as its documents have
 * it: every field, every header, in the order of the contract.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Outcome, Scenario } from "../kit/clouds/scenario.ts";
import {
  ADDRESS,
  HOST,
  IMAGE,
  LOGIN,
  LOGIN_REPLY,
  POD,
  POD_TOKEN,
  SECRET,
  SECRET_1,
  secretReply,
  SECTION,
} from "../kit/clouds/vault.ts";
import { podFields } from "../kit/clouds/pods.ts";
import {
  CAN_CLOUD,
  eachInClouds,
  inClouds,
  NEEDS_CLOUD,
} from "../kit/clouds/world.ts";

const ignore = !CAN_CLOUD;
const FIELDS = { username: "robot", password: "p4ss" };
const OK = {
  [LOGIN]: [LOGIN_REPLY],
  [SECRET]: [secretReply(FIELDS)],
} as const;

function scenario(
  change: object,
  replies: Scenario["replies"] = OK,
  run: object = {},
): Scenario {
  const rule = { vault: { ...SECTION, ...change } };
  return { replies, runs: [{ image: IMAGE, rule, fields: POD, ...run }] };
}

function authOf(outcome: Outcome | undefined): unknown {
  assertEquals(outcome?.stderr, "");
  return JSON.parse(outcome?.stdout ?? "").auth;
}

Deno.test({
  name: `vault asks for what its documents say, field by field${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    const [second, first, named, spaced] = await eachInClouds([
      scenario({}),
      scenario(
        { secret: { mount: "kv", path: "registries/nexus", version: 1 } },
        {
          [LOGIN]: [LOGIN_REPLY],
          [SECRET_1]: [{ body: { data: FIELDS, lease_duration: 2_764_800 } }],
        },
      ),
      scenario({
        auth: { mount: "team/jwt", role: "image-pull" },
        username: "user",
        password: "token",
      }, {
        [`POST ${ADDRESS}/v1/auth/team/jwt/login`]: [LOGIN_REPLY],
        [SECRET]: [secretReply({ ...FIELDS, user: "u", token: "t" })],
      }),
      scenario({ namespace: "team-a/b" }),
    ]);

    await t.step("version 2 of the engine", () => {
      assertEquals(authOf(second), { [HOST]: FIELDS });
      const [login, read, ...rest] = second?.calls ?? [];
      assertEquals(rest, []);
      assertEquals([login?.what, login?.query], [LOGIN, ""]);
      assertEquals(JSON.parse(login?.body ?? ""), {
        role: "image-pull",
        jwt: POD_TOKEN,
      });
      assertEquals(login?.headers["content-type"], "application/json");
      assertEquals(login?.headers["x-vault-token"], undefined);
      assertEquals(login?.headers["x-vault-namespace"], undefined);
      assertEquals([read?.what, read?.query, read?.body], [SECRET, "", ""]);
      assertEquals(read?.headers["x-vault-token"], "hvs.client");
      assertEquals(read?.headers["authorization"], undefined);
    });
    await t.step("version 1 of the engine, at another mount", () => {
      assertEquals(authOf(first), { [HOST]: FIELDS });
      assertEquals(first?.calls.map(({ what }) => what), [LOGIN, SECRET_1]);
    });
    await t.step("another method, and other fields", () => {
      assertEquals(authOf(named), { [HOST]: { username: "u", password: "t" } });
    });
    await t.step("a namespace, in every request", () => {
      assertEquals(authOf(spaced), { [HOST]: FIELDS });
      assertEquals(
        spaced?.calls.map(({ headers }) => headers["x-vault-namespace"]),
        ["team-a/b", "team-a/b"],
      );
    });
  },
});

Deno.test({
  name:
    `vault trusts the authority that the rule names, and no other${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const run = { isUntrusted: true };
    const [trusted, untrusted] = await eachInClouds([
      scenario({ caFile: "FOLDER/../ca.pem" }, OK, run),
      scenario({}, OK, run),
    ]);
    assertEquals(authOf(trusted), { [HOST]: FIELDS });
    assertEquals(untrusted?.code, 1);
    assertEquals(untrusted?.calls, []);
    assertStringIncludes(
      untrusted?.stderr ?? "",
      'certificate is not trusted: name its authority in "caFile" of the rule',
    );
  },
});

Deno.test({
  name:
    `vault keeps a secret for its role and account as long as the rule says${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const run = (pod: object, change: object = {}) => ({
      image: IMAGE,
      rule: { cacheDuration: "2h", vault: { ...SECTION, ...change } },
      fields: podFields({ audience: "vault", ...pod }),
    });
    const annotated = {
      auth: { roleAnnotation: { key: "example.com/role", allow: ["a", "b"] } },
    };
    const as = (role: string) =>
      run({ annotations: { "example.com/role": role } }, annotated);
    const [outcomes = []] = await inClouds([{
      isCached: true,
      replies: {
        [LOGIN]: [LOGIN_REPLY],
        [SECRET]: ["1", "2", "3", "4"].map((password) =>
          secretReply({ username: "robot", password })
        ),
      },
      runs: [
        run({}, { keepFor: "1h" }),
        run({ claims: { exp: 4_000_000_001 } }, { keepFor: "1h" }),
        run({ uid: "u-2" }, { keepFor: "1h" }),
        as("a"),
        as("b"),
        as("a"),
        as("c"),
      ],
    }]);
    const shown = outcomes.map(({ stdout, code }) =>
      code === 0 ? JSON.parse(stdout).auth[HOST].password : undefined
    );
    assertEquals(shown, ["1", "1", "2", "3", "4", "3", undefined]);
    const minutes = (at: number) =>
      Number(/"cacheDuration":"(\d+)m/.exec(outcomes[at]?.stdout ?? "")?.[1]);
    // An hour, and a quarter of one where the rule does not say, less a margin.
    assertEquals([minutes(0) >= 50, minutes(0) < 60], [true, true]);
    assertEquals([minutes(3) >= 10, minutes(3) < 15], [true, true]);
  },
});
