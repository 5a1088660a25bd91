/**
 * What the program says where ECR gives no token, and how often it asks.
 * @module
 */
import { assertEquals } from "@std/assert";
import type { ErrorCode } from "../../src/runtime/errors.ts";
import {
  body,
  failure,
  oversized,
  redirect,
  type Reply,
  silent,
  throttled,
  truncated,
} from "../kit/aws/reply.ts";
import { runEcr } from "../kit/aws/run.ts";
import { KEY, type ServerOptions, withAwsServer } from "../kit/aws/server.ts";
import type { Operation } from "../kit/aws/services.ts";
import { NOBODY } from "../kit/nobody.ts";
import { assertFailure } from "../kit/failure.ts";

const ECR: Operation = "ecr:GetAuthorizationToken";

function always(reply: Reply): ServerOptions {
  return { script: { [ECR]: [reply] }, forever: true };
}

interface Row {
  readonly what: string;
  readonly reply: Reply;
  readonly code: ErrorCode;
  readonly says: string;
  readonly calls: number;
}

const ROWS: readonly Row[] = [
  ...(["header", "__type"] as const).flatMap((at): Row[] => [
    {
      what: `AccessDeniedException in ${at}`,
      reply: failure(400, "AccessDeniedException", { at }),
      code: "BACKEND_DENIED",
      says: "AWS denies ecr:GetAuthorizationToken for region eu-west-1: allow",
      calls: 1,
    },
    {
      what: `ExpiredTokenException in ${at}`,
      reply: failure(400, "ExpiredTokenException", { at }),
      code: "CLOUD_CREDENTIALS",
      says: "have expired: renew them",
      calls: 1,
    },
    {
      what: `InvalidParameterException in ${at}`,
      reply: failure(400, "InvalidParameterException", { at }),
      code: "BACKEND_DENIED",
      says: "(InvalidParameterException): check region, role and endpoint",
      calls: 1,
    },
  ]),
  {
    what: "404 that is none of AWS",
    reply: () => new Response("<html>", { status: 404 }),
    code: "BACKEND_DENIED",
    says: "with status 404",
    calls: 1,
  },
  {
    what: "throttling without an end",
    reply: throttled,
    code: "BACKEND_UNAVAILABLE",
    says: "throttles ecr:GetAuthorizationToken, after three attempts",
    calls: 3,
  },
  {
    what: "500 without an end",
    reply: failure(500, "ServerException"),
    code: "BACKEND_UNAVAILABLE",
    says: "with status 500 (ServerException), after three attempts",
    calls: 3,
  },
  {
    what: "an answer that is cut off",
    reply: truncated,
    code: "BACKEND_UNAVAILABLE",
    says: "it closes the connection before its answer is complete: check",
    calls: 3,
  },
  {
    what: "an answer of more than 256 KiB",
    reply: oversized,
    code: "BACKEND_UNAVAILABLE",
    says: "its answer is too large: check",
    calls: 1,
  },
  {
    what: "a page of HTML with status 200",
    reply: body("<html>proxy</html>", "text/html"),
    code: "BACKEND_UNAVAILABLE",
    says: "its answer cannot be read",
    calls: 1,
  },
  {
    what: "text that is not JSON, of the type of JSON",
    reply: body("{"),
    code: "BACKEND_UNAVAILABLE",
    says: "its answer cannot be read",
    calls: 1,
  },
  {
    what: "an answer without a token",
    reply: body({ authorizationData: [] }),
    code: "BACKEND_UNAVAILABLE",
    says: "without a usable token: check that the endpoint is the right one",
    calls: 1,
  },
  {
    what: "a token that is not base64",
    reply: body({ authorizationData: [{ authorizationToken: "%%%" }] }),
    code: "BACKEND_UNAVAILABLE",
    says: "without a usable token",
    calls: 1,
  },
];

for (const { what, reply, code, says, calls } of ROWS) {
  Deno.test(`ecr fails after ${what} with ${code}, asked ${calls} times`, async () => {
    await withAwsServer(always(reply), async (server) => {
      const result = await runEcr({ section: { endpoint: server.url } });
      assertFailure(result, { code, says });
      assertEquals(server.calls.length, calls);
    });
  });
}

Deno.test("ecr follows no redirect to another port, so that no signature goes there", async () => {
  await withAwsServer({}, async (other) => {
    await withAwsServer(always(redirect(other.url)), async (server) => {
      const result = await runEcr({ section: { endpoint: server.url } });
      const says = "with status 307";
      assertFailure(result, { code: "BACKEND_DENIED", says });
      assertEquals(server.calls.length, 1);
      assertEquals(other.calls, []);
    });
  });
});

for (
  const [what, change, options, says] of [
    ["secret key", { AWS_SECRET_ACCESS_KEY: "wrong" }, {}, "check the secret"],
    ["access key", { AWS_ACCESS_KEY_ID: "AKIAOTHER" }, {}, "check the key"],
    ["session token", { AWS_SESSION_TOKEN: "old" }, {}, "check the key"],
    ["region", {}, { region: "us-west-2" }, "that the region is the one"],
    [
      "clock, which AWS does not tell",
      {},
      always(failure(400, "InvalidSignatureException")),
      "synchronise the clock",
    ],
  ] as const
) {
  Deno.test(`ecr says what to change where AWS refuses the ${what}, and asks once`, async () => {
    await withAwsServer(options, async (server) => {
      const result = await runEcr({
        section: { endpoint: server.url },
        env: { ...KEY, ...change },
      });
      assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
      assertEquals(server.calls.length, 1);
    });
  });
}

Deno.test("ecr says that a key of AWS has a line end, and sends nothing", async () => {
  await withAwsServer({}, async (server) => {
    const result = await runEcr({
      section: { endpoint: server.url },
      env: { ...KEY, AWS_ACCESS_KEY_ID: "AKIACANARY\n" },
    });
    assertFailure(result, {
      code: "BACKEND_UNAVAILABLE",
      says: "has a line end, or another character that no header may have",
    });
    assertEquals(result.stderr.includes("CANARY"), false);
    assertEquals(server.calls, []);
  });
});

Deno.test("ecr says that nothing listens at the endpoint", async () => {
  const says = "it refuses the connection: check the network of this node";
  const result = await runEcr({ section: { endpoint: NOBODY } });
  assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
});

Deno.test("ecr gives up an attempt that hangs, and a later one answers", async () => {
  await withAwsServer({ script: { [ECR]: [silent] } }, async (server) => {
    const result = await runEcr({ section: { endpoint: server.url } });
    assertEquals(result.code, 0, result.stderr);
    assertEquals(server.calls.length, 2);
  });
});

Deno.test("ecr says that AWS never responds, within the deadline of the run", async () => {
  await withAwsServer(always(silent), async (server) => {
    const result = await runEcr({ section: { endpoint: server.url } });
    const says = "it does not respond in time";
    assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
    assertEquals(server.calls.length, 3);
  });
});

Deno.test("ecr ends with --timeout where AWS never responds", async () => {
  await withAwsServer(always(silent), async (server) => {
    const section = { endpoint: server.url };
    const result = await runEcr({ section, args: ["--timeout=2s"] });
    const says = "no answer within 2 s";
    assertFailure(result, { code: "DEADLINE_EXCEEDED", says });
    assertEquals(server.calls.length, 1);
  });
});

for (
  const image of [
    "registry.k8s.io/pause",
    "docker.io/library/nginx",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.com/app",
    "12345678901.dkr.ecr.eu-west-1.amazonaws.com/app",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com:5000/app",
  ]
) {
  Deno.test(`ecr asks nobody for a token of ${image}`, async () => {
    await withAwsServer({}, async (server) => {
      const section = { endpoint: server.url, stsEndpoint: server.url };
      const result = await runEcr({ image, section });
      const says = "is not a host of Amazon ECR, so no token is asked for it";
      assertFailure(result, { code: "NOT_A_REGISTRY", says });
      assertEquals(server.calls, []);
    });
  });
}
