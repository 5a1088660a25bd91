/**
 * A backend that is slow, endless or leads elsewhere, spoken to by the compiled
 * program: what is read of it is bounded in size and time, and nothing goes to
 * another host.
 */
import { assert, assertEquals } from "@std/assert";
import { gzip } from "../kit/aws/gzip.ts";
import { at, ROLE, runEcr } from "../kit/aws/run.ts";
import { KEY } from "../kit/aws/server.ts";
import { type Asked, responseText, withRawServer } from "../kit/raw_server.ts";
import { assertFailure, type Failure } from "../kit/failure.ts";

const TYPE = { "content-type": "application/x-amz-json-1.1" };
const START = responseText(200, TYPE);
const MEBIBYTE = 1024 * 1024;
const CHUNK = "x".repeat(64 * 1024);

const LATE: Failure = { code: "DEADLINE_EXCEEDED", says: "no answer within" };
const TOO_LARGE: Failure = {
  code: "BACKEND_UNAVAILABLE",
  says: "its answer is too large",
};

interface Row {
  readonly what: string;
  readonly answer: (asked: Asked) => Promise<void>;
  readonly failure: Failure;
}

// For longer than any run: what ends it is the program.
async function forEver(work: () => Promise<void>): Promise<never> {
  while (true) await work();
}

const ROWS: readonly Row[] = [
  {
    what: "says nothing",
    answer: ({ pause }) => pause(60_000),
    failure: LATE,
  },
  {
    what: "drips its headers byte by byte",
    answer: async ({ send, pause }) => {
      await send("HTTP/1.1 200 OK\r\nx-slow: ");
      await forEver(async () => {
        await send("a");
        await pause(20);
      });
    },
    failure: LATE,
  },
  {
    what: "drips its body byte by byte",
    answer: async ({ send, pause }) => {
      await send(`${START}{"x":"`);
      await forEver(async () => {
        await send("a");
        await pause(20);
      });
    },
    failure: LATE,
  },
  {
    what: "sends headers without end",
    answer: async ({ send }) => {
      await send("HTTP/1.1 200 OK\r\n");
      await forEver(() => send(`x-more: ${CHUNK}\r\n`));
    },
    failure: TOO_LARGE,
  },
  {
    what: "sends a body without end",
    answer: async ({ send }) => {
      await send(START);
      await forEver(() => send(CHUNK));
    },
    failure: TOO_LARGE,
  },
  {
    what: "sends chunks without end",
    answer: async ({ send }) => {
      await send(
        responseText(200, { ...TYPE, "transfer-encoding": "chunked" }),
      );
      await forEver(() => send(`10000\r\n${CHUNK}\r\n`));
    },
    failure: TOO_LARGE,
  },
];

for (const { what, answer, failure } of ROWS) {
  Deno.test(`an ECR that ${what} ends in one line, within the time of the run`, async () => {
    await withRawServer(answer, async ({ url, sent }) => {
      const result = await runEcr({
        section: { endpoint: url },
        // Who has to read much may be slow on a busy machine.
        args: failure === LATE ? ["--timeout=2s"] : [],
      });
      assertFailure(result, failure);
      // 256 KiB an attempt are read; the rest lies in the buffers of the system.
      assert(sent() < 64 * MEBIBYTE, `${sent()} bytes were taken`);
    });
  });
}

Deno.test("an STS that drips ends in one line, within the time of the run", async () => {
  await withRawServer(async ({ send, pause }) => {
    await send(responseText(200, { "content-type": "text/xml" }));
    await forEver(async () => {
      await send("<");
      await pause(20);
    });
  }, async ({ url }) => {
    const section = at(url, { roleArn: ROLE });
    assertFailure(await runEcr({ section, args: ["--timeout=2s"] }), LATE);
  });
});

Deno.test("of an answer that unpacks to 128 MiB 256 KiB are unpacked", async () => {
  const part = await gzip(new Uint8Array(128 * MEBIBYTE));
  assert(part.length < MEBIBYTE / 4);
  await withRawServer(async ({ send }) => {
    await send(responseText(200, { ...TYPE, "content-encoding": "gzip" }));
    await send(part);
  }, async ({ url, heads }) => {
    const result = await runEcr({ section: { endpoint: url } });
    assertFailure(result, TOO_LARGE);
    assertEquals(heads.length, 1);
  });
});

for (const status of [300, 301, 302, 303, 307, 308]) {
  Deno.test(`a redirect with ${status} is followed by no part of the program`, async () => {
    await withRawServer(() => Promise.resolve(), async (elsewhere) => {
      // Another host, to which a name resolves everywhere.
      const location = `http://localhost:${elsewhere.port}/`;
      const redirect = ({ send }: Asked) =>
        send(responseText(status, { location }));
      await withRawServer(redirect, async ({ url, heads }) => {
        for (
          const run of [
            { section: { endpoint: url }, env: KEY },
            { section: at(url, { roleArn: ROLE }), env: KEY },
            {
              section: at(url, { roleArn: ROLE, serviceAccount: {} }),
              fields: { serviceAccountToken: "a.b.c" },
            },
            {
              section: { endpoint: url },
              env: {
                AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
                AWS_CONTAINER_AUTHORIZATION_TOKEN: "token",
              },
            },
          ]
        ) {
          const before = heads.length;
          const result = await runEcr(run);
          assertEquals([result.code, result.stdout], [1, ""]);
          assert(heads.length > before, "the backend was not asked");
          assertEquals(elsewhere.heads, []);
        }
      });
    });
  });
}
