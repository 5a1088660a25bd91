/**
 * A service that answers with too much, with nothing, or with an end that is no
 * time: each on the compiled program.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { gzip } from "../kit/aws/gzip.ts";
import {
  answerOf,
  runExchange,
  sectionAt,
  withService,
} from "../kit/exchange_run.ts";
import { assertFailure, type Failure, unavailable } from "../kit/failure.ts";
import { withFiles } from "../kit/program.ts";
import { type Asked, responseText, withRawServer } from "../kit/raw_server.ts";

const MEBIBYTE = 1024 * 1024;
const CHUNK = "x".repeat(64 * 1024);

const TYPE = { "content-type": "application/json" };

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
    unavailable("with no JSON object"),
  ],
  [
    "answers with nothing",
    ({ send }) => send(responseText(200, TYPE)),
    unavailable("with no JSON object"),
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
    unavailable("with no JSON object"),
  ],
];

for (const [what, answer, failure] of HOSTILE) {
  Deno.test(`a service that ${what} ends in one line, within the time of the run`, async () => {
    await withRawServer(answer, async ({ url, sent }) => {
      // Who has to read much may be slow on a busy machine.
      const args = failure.code === "DEADLINE_EXCEEDED" ? ["--timeout=3s"] : [];
      const result = await runExchange({ section: sectionAt(url), args });
      assertFailure(result, failure);
      assert(sent() < 64 * MEBIBYTE, `${sent()} bytes were taken`);
    });
  });
}

Deno.test("of an answer that unpacks to 128 MiB 256 KiB are unpacked", async () => {
  const part = await gzip(new Uint8Array(128 * MEBIBYTE));
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
