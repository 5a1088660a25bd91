/**
 * A receiver of the audit that is dead, slow, endless, or leads elsewhere:
 * every answer is right, nothing is said, and no secret goes astray. Where a
 * limit did not hold, these tests would never end.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { request } from "../kit/program.ts";
import { type Asked, responseText, withRawServer } from "../kit/raw_server.ts";
import { NOBODY } from "../kit/nobody.ts";
import { findCanary } from "../kit/canary.ts";
import {
  assertNoCanary,
  type Collecting,
  DONE,
  IMAGE,
  stateOf,
  withCollecting,
} from "../kit/collecting.ts";

const CHUNK = "x".repeat(64 * 1024);
const MEBIBYTE = 1024 * 1024;

async function forEver(work: () => Promise<void>): Promise<never> {
  while (true) await work();
}

/** Runs the program, and asserts that the answer is that of a run without an audit. */
async function assertAnswered(
  { audit, configPath, run, state }: Collecting,
): Promise<void> {
  const stdin = request(IMAGE);
  const { code, stdout, stderr } = await run([], { stdin });
  assertEquals([code, stderr], [0, ""]);
  const text = await Deno.readTextFile(configPath);
  await Deno.writeTextFile(configPath, text.replace(/^audit:.*\n/m, ""));
  assertEquals(stdout, (await run([], { stdin })).stdout);
  assert(stdout.includes("CANARY.static"));
  await Deno.writeTextFile(configPath, text);
  await assertNoCanary(audit, state);
}

/** What a receiver does, and whether it counts as having the record. */
const RECEIVERS: Record<
  string,
  { readonly answer: (asked: Asked) => Promise<void>; readonly has?: true }
> = {
  "accepts and never answers": { answer: ({ pause }) => pause(600_000) },
  "closes without an answer": { answer: () => Promise.resolve() },
  "drips its headers byte by byte": {
    answer: async ({ send, pause }) => {
      await send("HTTP/1.1 200 OK\r\nx-slow: ");
      await forEver(async () => {
        await send("a");
        await pause(20);
      });
    },
  },
  "sends headers without end": {
    answer: async ({ send }) => {
      await send("HTTP/1.1 200 OK\r\n");
      await forEver(() => send(`x-more: ${CHUNK}\r\n`));
    },
  },
  "says to go on without end": {
    answer: ({ send }) => forEver(() => send("HTTP/1.1 100 Continue\r\n\r\n")),
  },
  "sends bytes that are no HTTP": {
    answer: ({ send }) => send(new Uint8Array(4_096).fill(0x16)),
  },
  "answers 500": { answer: ({ send }) => send(responseText(500, {}, "no")) },
  "answers 401": { answer: ({ send }) => send(responseText(401, {})) },
  // The head of the answer says it all: the body is not waited for.
  "drips its body byte by byte": {
    has: true,
    answer: async ({ send, pause }) => {
      await send(responseText(200, {}));
      await forEver(async () => {
        await send("a");
        await pause(20);
      });
    },
  },
  "sends a body without end": {
    has: true,
    answer: async ({ send }) => {
      await send(responseText(200, {}));
      await forEver(() => send(CHUNK));
    },
  },
  "answers well": { has: true, answer: ({ send }) => send(DONE) },
};
for (const [what, { answer, has }] of Object.entries(RECEIVERS)) {
  Deno.test(`webhook: a receiver that ${what} costs no answer`, async () => {
    await withRawServer(answer, async ({ heads, sent, url }) => {
      await withCollecting(async (collecting) => {
        const { configure, token } = collecting;
        await configure(
          `url: "${url}/", timeout: ${
            has ? "5s" : "2s"
          }, headers: { Authorization: { file: ${token} } }`,
        );
        await assertAnswered(collecting);
        assert(findCanary(heads.join()).length > 0, "the header did not come");
        const { undelivered = 0 } = await stateOf(collecting)
          .catch(() => ({ undelivered: 0 }));
        assertEquals(undelivered, has ? 0 : 1);
        // What is not read lies in the buffers of the system.
        assert(sent() < 64 * MEBIBYTE, `${sent()} bytes were taken`);
      });
    });
  });
}

Deno.test("webhook: a receiver that refuses connections costs no answer", async () => {
  await withCollecting(async (collecting) => {
    await collecting.configure(`url: "${NOBODY}/"`);
    await assertAnswered(collecting);
    assertEquals((await stateOf(collecting))["undelivered"], 1);
  });
});

Deno.test("webhook: a receiver that accepts and never speaks TLS costs no answer", async () => {
  await withRawServer(({ pause }) => pause(600_000), async ({ port }) => {
    await withCollecting(async (collecting) => {
      await collecting.configure(
        `url: "https://localhost:${port}/", timeout: 500ms`,
      );
      await assertAnswered(collecting);
      assertEquals((await stateOf(collecting))["undelivered"], 1);
    });
  });
});

Deno.test("webhook: a receiver whose host does not exist costs no answer", async () => {
  await withCollecting(async (collecting) => {
    await collecting.configure(
      'url: "https://collector.invalid/", timeout: 500ms',
    );
    await assertAnswered(collecting);
    assertEquals((await stateOf(collecting))["undelivered"], 1);
  });
});

for (const status of [300, 301, 302, 303, 307, 308]) {
  Deno.test(`webhook: a redirect with ${status} is not followed, and the other host gets nothing`, async () => {
    await withRawServer(({ send }) => send(DONE), async (elsewhere) => {
      // Another host, to which a name resolves everywhere.
      const location = `http://localhost:${elsewhere.port}/`;
      const redirect = ({ send }: Asked) =>
        send(responseText(status, { location }));
      await withRawServer(redirect, async ({ heads, url }) => {
        await withCollecting(async (collecting) => {
          const { configure, token } = collecting;
          await configure(
            `url: "${url}/", headers: { Authorization: { file: ${token} } }`,
          );
          await assertAnswered(collecting);
          assertEquals([heads.length, elsewhere.heads], [1, []]);
          assertEquals((await stateOf(collecting))["undelivered"], 1);
        });
      });
    });
  });
}
