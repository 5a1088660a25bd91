import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { ANSWER, credentialsFor, REQUEST } from "../../kit/exchanging.ts";
import { serviceAccountToken } from "../../kit/jwt/minting.ts";

/** 2026-01-02T03:04:05Z. */
const NOW = 1_767_323_045_000;
const HOUR = 3_600_000;

const read = (answer: Record<string, unknown>, body: unknown) =>
  credentialsFor({ answer: { ...ANSWER, ...answer } }, body, { now: NOW });

async function refusal(
  answer: Record<string, unknown>,
  body: unknown,
): Promise<string> {
  const work = () => read(answer, body);
  const { code, message } = await assertRejects(work, ProviderError);
  assertEquals(code, "BACKEND_UNAVAILABLE");
  assertEquals(message.includes("canary"), false, message);
  assertEquals(
    /^idp\.example\.com answer(?:s|ed) /.test(message),
    true,
    message,
  );
  return message;
}

Deno.test("user name and password are where the rule says, at any depth", async () => {
  const body = { data: { user: "u", auth: { token: "t" } } };
  const found = await read({
    username: { field: "data.user" },
    password: "data.auth.token",
  }, body);
  assertEquals([found.username, found.password], ["u", "t"]);
  const fixed = await read({ username: "org/${registry}" }, { token: "t" });
  assertEquals(fixed.username, "org/registry.example.com");
});

Deno.test("a node without a name matters only to a rule that uses it", async () => {
  const world = { env: { NODE_NAME: "" } };
  const { password } = await credentialsFor({}, undefined, world);
  assertEquals(password, "word");
  const request = { ...REQUEST, url: `${REQUEST.url}/\${node}` };
  const { code } = await assertRejects(
    () => credentialsFor({ request }, undefined, world),
    ProviderError,
  );
  assertEquals(code, "VARIABLE_UNAVAILABLE");
});

Deno.test("an answer without the credentials is refused, and nothing of it is told", async () => {
  const bodies: readonly unknown[] = [
    "canary",
    ["canary"],
    null,
    {},
    { token: "" },
    { token: null },
    { token: 42 },
    { token: ["canary"] },
    { token: { canary: "canary" } },
    { Token: "canary" },
    { error: "invalid_grant", ["error_description"]: "canary" },
  ];
  for (const body of bodies) await refusal({}, body);
  const username = { field: "user" };
  const message = await refusal({ username }, { token: "canary" });
  assertEquals(message.includes('without the text "user"'), true, message);
  for (const password of ["constructor", "__proto__", "token.length"]) {
    await refusal({ password }, { token: "canary" });
  }
});

Deno.test("the end is told in seconds from now, as a number or as text", async () => {
  const table: readonly [unknown, number][] = [
    [3_600, HOUR],
    ["3600", HOUR],
    [0.5, 500],
    [12 * 3_600, 12 * HOUR],
    [12 * 3_600 + 1, 12 * HOUR],
    [1e300, 12 * HOUR],
    ["999999999999999", 12 * HOUR],
  ];
  for (const [seconds, life] of table) {
    const body = {
      token: "t",
      ["expires_in"]: seconds,
      data: { ttl: seconds },
    };
    for (const expires of ["expires_in", { in: "data.ttl" }]) {
      const { expiresAt } = await read({ expires }, body);
      assertEquals(expiresAt, NOW + life, String(seconds));
    }
  }
});

Deno.test("the end is told as a time, in seconds or as RFC 3339 has it", async () => {
  const table: readonly [unknown, number][] = [
    [NOW / 1_000 + 60, 60_000],
    [String(NOW / 1_000 + 60), 60_000],
    ["2026-01-02T03:05:05Z", 60_000],
    ["2026-01-02T04:05:05+01:00", 60_000],
    ["2026-01-02 03:05:05.5z", 60_500],
    ["2099-01-01T00:00:00Z", 12 * HOUR],
    [253_402_300_799, 12 * HOUR], // 9999-12-31T23:59:59Z
  ];
  for (const [at, life] of table) {
    const body = { token: "t", ["expires_at"]: at, data: { end: at } };
    for (const expires of ["expires_at", { at: "data.end" }]) {
      const { expiresAt } = await read({ expires }, body);
      assertEquals(expiresAt, NOW + life, String(at));
    }
  }
});

Deno.test("the end is that of the token, or what the rule says", async () => {
  const exp = NOW / 1_000 + 90;
  const token = serviceAccountToken({ exp });
  const jwt = await read({ expires: "jwt" }, { token });
  assertEquals(jwt.expiresAt, exp * 1_000);
  const huge = serviceAccountToken({ exp: 1e15 });
  const bounded = await read({ expires: "jwt" }, { token: huge });
  assertEquals(bounded.expiresAt, NOW + 12 * HOUR);
  const after = await read({ expires: { after: "90s" } }, { token: "t" });
  assertEquals(after.expiresAt, NOW + 90_000);
});

Deno.test("credentials whose end nobody knows are refused, with what to write", async () => {
  const bad: readonly unknown[] = [
    undefined,
    null,
    "canary",
    "",
    "1e3",
    "10m",
    true,
    [3_600],
    {},
  ];
  for (const expires of ["expires_in", "expires_at"]) {
    for (const said of bad) {
      const message = await refusal({ expires }, {
        token: "t",
        [expires]: said,
      });
      assertEquals(message.includes(`"${expires}"`), true, message);
      assertEquals(message.includes("{ after: 10m }"), true, message);
    }
  }
  for (
    const at of [
      "2026-01-02",
      "2026-13-40T00:00:00Z",
      "Fri, 02 Jan 2026",
      // Milliseconds, which would be kept for 12 hours as seconds.
      NOW + 60_000,
      String(NOW + 60_000),
      253_402_300_800,
    ]
  ) {
    await refusal({ expires: "expires_at" }, {
      token: "t",
      ["expires_at"]: at,
    });
  }
  const tokens = [
    "canary",
    "a.b.c",
    serviceAccountToken({ exp: "4000000000" }),
  ];
  for (const token of tokens) await refusal({ expires: "jwt" }, { token });
});

Deno.test("credentials that have expired are refused", async () => {
  const past = [
    await refusal({ expires: "expires_in" }, { token: "t", ["expires_in"]: 0 }),
    await refusal({ expires: "expires_in" }, {
      token: "t",
      ["expires_in"]: "-5",
    }),
    await refusal({ expires: "expires_in" }, {
      token: "t",
      ["expires_in"]: -1e300,
    }),
    await refusal({ expires: "expires_at" }, {
      token: "t",
      ["expires_at"]: "2026-01-02T03:04:05Z",
    }),
    await refusal({ expires: "jwt" }, {
      token: serviceAccountToken({ exp: NOW / 1_000 }),
    }),
  ];
  for (const message of past) {
    assertEquals(message.includes("expired already"), true, message);
  }
});
