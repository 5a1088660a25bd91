/**
 * What an exchange must not do, whatever the service, the pod or its owner does:
 * each on the compiled program.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeCertificates } from "../kit/aws/certificates.ts";
import { gzip } from "../kit/aws/gzip.ts";
import {
  ACCOUNT,
  answerOf,
  AUDIENCE,
  runExchange,
  TOKEN,
  withService,
} from "../kit/exchange_run.ts";
import { assertFailure, type Failure } from "../kit/failure.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import { withFiles } from "../kit/program.ts";
import { type Asked, responseText, withRawServer } from "../kit/raw_server.ts";
import { accountClaims } from "../kit/subjects.ts";

const MEBIBYTE = 1024 * 1024;
const CHUNK = "x".repeat(64 * 1024);
const KEY = "example.com/robot";
const TYPE = { "content-type": "application/json" };

function sectionAt(url: string, answer: Record<string, unknown> = {}) {
  return {
    subject: ACCOUNT,
    request: { url: `${url}/token`, bearer: "${subject}" },
    answer: {
      username: "robot",
      password: "token",
      expires: { after: "10m" },
      ...answer,
    },
  };
}

const unusable = (says: string): Failure => ({ code: "TOKEN_UNUSABLE", says });
const unavailable = (says: string): Failure => ({
  code: "BACKEND_UNAVAILABLE",
  says,
});

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
        const says = `answered ${status}, a redirect, which is never followed`;
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

const forEver = async (work: () => Promise<void>): Promise<never> => {
  while (true) await work();
};

const HOSTILE: readonly (readonly [
  string,
  (asked: Asked) => Promise<void>,
  Failure,
])[] = [
  [
    "says nothing",
    ({ pause }) => pause(60_000),
    { code: "DEADLINE_EXCEEDED", says: "no answer within" },
  ],
  ["sends a body without end", async ({ send }) => {
    await send(responseText(200, TYPE));
    await forEver(() => send(CHUNK));
  }, unavailable("its answer is too large")],
  ["refuses with a body without end", async ({ send }) => {
    await send(responseText(403, TYPE));
    await forEver(() => send(CHUNK));
  }, unavailable("its answer is too large")],
  ["sends headers without end", async ({ send }) => {
    await send("HTTP/1.1 200 OK\r\n");
    await forEver(() => send(`x-more: ${CHUNK}\r\n`));
  }, unavailable("its answer is too large")],
  [
    "answers with a page",
    ({ send }) => send(responseText(200, TYPE, "<html>")),
    unavailable("answered with no JSON object"),
  ],
  [
    "answers with nothing",
    ({ send }) => send(responseText(200, TYPE)),
    unavailable("answered with no JSON object"),
  ],
  [
    "answers with bytes that are no text",
    ({ send }) =>
      send(
        new Uint8Array([
          ...new TextEncoder().encode(
            responseText(200, TYPE),
          ),
          0xff,
          0xfe,
        ]),
      ),
    unavailable("answered with no JSON object"),
  ],
];

for (const [what, answer, failure] of HOSTILE) {
  Deno.test(`a service that ${what} ends in one line, within the time of the run`, async () => {
    await withRawServer(answer, async ({ url, sent }) => {
      const args = ["--timeout=3s"];
      const result = await runExchange({ section: sectionAt(url), args });
      assertFailure(result, failure);
      assert(sent() < 64 * MEBIBYTE, `${sent()} bytes were taken`);
    });
  });
}

Deno.test("of an answer that unpacks to a gigabyte 256 KiB are unpacked", async () => {
  const part = await gzip(new Uint8Array(1024 * MEBIBYTE));
  await withRawServer(async ({ send }) => {
    await send(responseText(200, { ...TYPE, "content-encoding": "gzip" }));
    await send(part);
  }, async ({ url, heads }) => {
    const result = await runExchange({ section: sectionAt(url) });
    assertFailure(result, unavailable("its answer is too large"));
    assertEquals(heads.length, 1);
  });
});

Deno.test("what may pass is tried three times, and throttling is told as that", async () => {
  for (const status of [429, 500, 503]) {
    await withService(
      (_call, nth) =>
        nth < 3
          ? new Response("canary", { status, headers: { "retry-after": "9" } })
          : Response.json({ token: "t" }),
      async ({ url, calls }) => {
        const result = await runExchange({ section: sectionAt(url) });
        assertEquals(result.stderr, "");
        assertEquals(calls.length, 3);
      },
    );
    await withService(
      () => new Response("canary", { status }),
      async ({ url, calls }) => {
        const result = await runExchange({ section: sectionAt(url) });
        assertFailure(
          result,
          unavailable(`with status ${status}, after three attempts`),
        );
        assertEquals(calls.length, 3);
      },
    );
  }
});

Deno.test("an end that is missing, past, text or huge: no answer outlives the credentials", async () => {
  const days = 1e9;
  const rows: readonly (readonly [Record<string, unknown>, string])[] = [
    [{}, 'without a usable "expires_in"'],
    [{ "expires_in": "soon" }, 'without a usable "expires_in"'],
    [{ "expires_in": null }, 'without a usable "expires_in"'],
    [{ "expires_in": 0 }, "expired already"],
    [{ "expires_in": -3_600 }, "expired already"],
  ];
  for (const [end, says] of rows) {
    await withService(
      () => Response.json({ token: "t", ...end }),
      async ({ url }) => {
        const section = sectionAt(url, { expires: "expires_in" });
        assertFailure(await runExchange({ section }), unavailable(says));
      },
    );
  }
  await withService(
    () => Response.json({ token: "t", "expires_in": days }),
    async ({ url }) => {
      await withFiles({}, async (folder) => {
        const section = sectionAt(url, { expires: "expires_in" });
        // Kept for a week, if the credentials lived so long.
        const rule = `registries: [${
          JSON.stringify({
            name: "r",
            match: ["registry.example.com"],
            cacheDuration: "168h",
            exchange: section,
          })
        }]`;
        const head =
          "apiVersion: registry-credential-provider/v1\nkind: RegistryConfig\ncache: { directory: off }\n";
        await Deno.writeTextFile(`${folder}/week.yaml`, head + rule);
        const result = await runExchange({
          section,
          args: [`--config=${folder}/week.yaml`],
        });
        const { cacheDuration } = answerOf(result) as Record<string, string>;
        const hours = Number(/^(\d+)h/.exec(cacheDuration ?? "")?.[1] ?? 0);
        assert(hours > 8 && hours < 12, cacheDuration);
      });
    },
  );
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

Deno.test("the authority of a rule is trusted for its service, and only that one", async () => {
  await withFiles({}, async (folder) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    const ca = await Deno.readTextFile(caFile);
    await withService(
      () => Response.json({ token: "t" }),
      async ({ url, calls }) => {
        const withCa = (at: string) => ({
          ...sectionAt(at),
          request: {
            url: `${at}/token`,
            bearer: "${subject}",
            caFile: "FOLDER/ca.pem",
          },
        });
        const files = { "ca.pem": ca };
        const trusted = await runExchange({ section: withCa(url), files });
        assertEquals(trusted.stderr, "");
        assertEquals(calls.length, 1);
        const others:
          readonly (readonly [Parameters<typeof runExchange>[0], string])[] = [
            [{ section: sectionAt(url) }, 'name its authority in "caFile"'],
            [
              { section: withCa(url.replace("localhost", "127.0.0.2")), files },
              "its certificate is for another host",
            ],
            [
              {
                section: sectionAt(url),
                env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
              },
              "its certificate is not trusted",
            ],
          ];
        for (const [run, says] of others) {
          assertFailure(await runExchange(run), unavailable(says));
        }
        assertFailure(await runExchange({ section: withCa(url) }), {
          code: "SECRET_UNREADABLE",
          says: "ca.pem does not exist",
        });
        assertEquals(calls.length, 1);
      },
      tls,
    );
  });
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
