/**
 * What an exchange must not do, whatever the service, the pod or its owner does:
 * each on the compiled program.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  ACCOUNT,
  answerOf,
  AUDIENCE,
  runExchange,
  sectionAt,
  TOKEN,
  withService,
} from "../kit/exchange_run.ts";
import { assertFailure, type Failure, unavailable } from "../kit/failure.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import { type Asked, responseText, withRawServer } from "../kit/raw_server.ts";
import { accountClaims } from "../kit/subjects.ts";

const KEY = "example.com/robot";

const unusable = (says: string): Failure => ({ code: "TOKEN_UNUSABLE", says });

Deno.test("a token leaves the process only where it is for the audience of the rule, and for no other", async () => {
  const tokens: readonly (readonly [string | null, string])[] = [
    [serviceAccountToken(accountClaims(["other"])), "is for another audience"],
    [
      serviceAccountToken(accountClaims([AUDIENCE, "other"])),
      "is for others as well",
    ],
    [serviceAccountToken(accountClaims(undefined)), "is for nobody"],
    ["no-token", "is for nobody"],
    [null, "the kubelet sent none"],
  ];
  await withService(
    () => Response.json({ token: "t" }),
    async ({ url, calls }) => {
      for (const [token, says] of tokens) {
        const run = { section: sectionAt(url), token };
        assertFailure(await runExchange(run), unusable(says));
        const passed = { section: { subject: ACCOUNT }, provider: "token" };
        assertFailure(await runExchange({ ...passed, token }), unusable(says));
      }
      assertEquals(calls, []);
    },
  );
});

for (const status of [300, 301, 302, 303, 307, 308]) {
  Deno.test(`a redirect with ${status} is a refusal: the token goes nowhere else`, async () => {
    await withRawServer(() => Promise.resolve(), async (elsewhere) => {
      const location = `http://localhost:${elsewhere.port}/`;
      const redirect = ({ send }: Asked) =>
        send(responseText(status, { location }));
      await withRawServer(redirect, async ({ url, heads }) => {
        const result = await runExchange({ section: sectionAt(url) });
        const says = `with status ${status}, which is not followed`;
        assertFailure(result, { code: "BACKEND_DENIED", says });
        assertEquals(heads.length, 1);
        assertEquals(elsewhere.heads, []);
      });
    });
  });
}

Deno.test("no realm of a challenge is followed", async () => {
  await withRawServer(() => Promise.resolve(), async (elsewhere) => {
    const realm = `Bearer realm="http://localhost:${elsewhere.port}/token"`;
    const challenge = ({ send }: Asked) =>
      send(responseText(401, { "www-authenticate": realm }));
    await withRawServer(challenge, async ({ url }) => {
      const result = await runExchange({ section: sectionAt(url) });
      assertFailure(result, { code: "BACKEND_DENIED", says: "status 401" });
      assertEquals(elsewhere.heads, []);
    });
  });
});

Deno.test("the value of an annotation is sent only where the rule lists it", async () => {
  await withService(
    () => Response.json({ token: "t" }),
    async ({ url, calls }) => {
      const section = {
        ...sectionAt(url),
        request: {
          url: `${url}/token`,
          bearer: "${subject}",
          json: { robot: `\${serviceAccountAnnotations.${KEY}}` },
        },
        allow: { [KEY]: ["acme+*"] },
      };
      const ask = (value: string) =>
        runExchange({ section, annotations: { [KEY]: value } });
      assertEquals((await ask("acme+ci")).stderr, "");
      assertEquals(calls[0]?.body, '{"robot":"acme+ci"}');
      for (const value of ['acme+","admin":"', "root", "acme+a/../b", ""]) {
        const says = `the annotation ${KEY} of the service account has a value`;
        assertFailure(await ask(value), { code: "VARIABLE_UNAVAILABLE", says });
      }
      assertEquals(calls.length, 1);
    },
  );
});

Deno.test("no variable of a pod chooses a URL, and none is asked without TLS", async () => {
  const urls: readonly (readonly [string, string])[] = [
    ["https://${serviceAccountAnnotations.host}/", "may only use ${node}"],
    ["https://idp.example.com/${repository}", "may only use ${node}"],
    ["https://${node}.example.com/", "only its path may vary"],
    ["https://idp.example.com/?t=${subject}", "never holds ${subject}"],
    ["http://idp.example.com/", "expected https"],
    ["http://169.254.169.254/", "expected https"],
  ];
  for (const [url, says] of urls) {
    const section = {
      ...sectionAt("https://x"),
      request: { url, bearer: "${subject}" },
    };
    const result = await runExchange({ section });
    assertFailure(result, { code: "CONFIG_INVALID", says });
  }
});

Deno.test("what cannot stand in a header is refused, and nothing is sent", async () => {
  await withService(
    () => Response.json({ token: "t" }),
    async ({ url, calls }) => {
      const basic = { username: "user:name", password: "${subject}" };
      const rows = [
        { url: `${url}/`, basic },
        {
          url: `${url}/`,
          basic: { username: "u", password: { env: "LINES" } },
          form: { a: "${subject}" },
        },
        { url: `${url}/`, bearer: { env: "LINES" }, form: { a: "${subject}" } },
      ];
      for (const request of rows) {
        const section = { ...sectionAt(url), request };
        const env = { LINES: "a\nb" };
        const result = await runExchange({ section, env });
        assertFailure(result, {
          code: "SECRET_INVALID",
          says: "of the request",
        });
      }
      assertEquals(calls, []);
    },
  );
});

Deno.test("a token of Vault that no header can have is a failure of Vault, and is not shown", async () => {
  for (const token of ["canary\nx: y", "canary\u20ac"]) {
    await withService(
      () => Response.json({ auth: { ["client_token"]: token } }),
      async ({ url, calls }) => {
        const section = {
          address: url,
          auth: { role: "pull" },
          subject: ACCOUNT,
          secret: { path: "a" },
        };
        const result = await runExchange({ provider: "vault", section });
        assertFailure(result, unavailable("that no header may have"));
        assertEquals(result.stderr.includes("canary"), false);
        assertEquals(calls.length, 1);
      },
    );
  }
});

Deno.test("token passes the pod's token on, and the answer ends before it", async () => {
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const token = serviceAccountToken(accountClaims([AUDIENCE], { exp }));
  const section = { username: "jwt", subject: ACCOUNT };
  const result = await runExchange({ provider: "token", section, token });
  const answer = answerOf(result) as Record<string, string>;
  assertEquals([answer["username"], answer["password"]], ["jwt", token]);
  assertStringIncludes(answer["cacheDuration"] ?? "", "8m");
  const past = serviceAccountToken(accountClaims([AUDIENCE], { exp: 1 }));
  const late = await runExchange({ provider: "token", section, token: past });
  assertFailure(late, unusable("has expired"));
  assertEquals(
    (await runExchange({ provider: "token", section })).code,
    0,
    TOKEN,
  );
});

Deno.test("explain and the trace tell who is asked with what, and explain asks nobody", async () => {
  await withService(
    () => Response.json({ token: "t" }),
    async ({ url, calls }) => {
      const { host } = new URL(url);
      const run = { section: sectionAt(url) };
      const explain = ["explain", "registry.example.com/team/app"];
      const { stdout } = await runExchange({ ...run, args: explain });
      assertStringIncludes(
        stdout,
        `asks       ${host}: GET with the token of the pod's service account for ${AUDIENCE}\n`,
      );
      const json = await runExchange({
        ...run,
        args: [...explain, "--format=json"],
      });
      assertEquals(JSON.parse(json.stdout).backend.host, host);
      assertEquals(calls, []);
      const { stderr } = await runExchange({ ...run, args: ["--trace"] });
      assertStringIncludes(stderr, `the provider exchange asks ${host}\n`);
    },
  );
});
