/**
 * Tokens of ECR, fetched by the program over HTTP from a server that checks
 * signatures.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { body, dripping, failure, throttled } from "../kit/aws/reply.ts";
import { passwordOf, REGISTRY, runEcr } from "../kit/aws/run.ts";
import { KEY, passwordFor, REGION, withAwsServer } from "../kit/aws/server.ts";
import type { Operation } from "../kit/aws/services.ts";

const ECR: Operation = "ecr:GetAuthorizationToken";
const PUBLIC: Operation = "ecr-public:GetAuthorizationToken";
const PASSWORD = passwordFor(KEY.AWS_ACCESS_KEY_ID);

function answerFor(registry: string, cacheDuration = "10m"): string {
  return `{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Registry","cacheDuration":"${cacheDuration}","auth":{"${registry}":{"username":"AWS","password":"${PASSWORD}"}}}\n`;
}

Deno.test("ecr answers with a token for the whole registry, byte for byte", async () => {
  await withAwsServer({}, async ({ url, operations }) => {
    const result = await runEcr({ section: { endpoint: url } });
    assertEquals(result, {
      code: 0,
      stdout: answerFor(REGISTRY),
      stderr: "",
    });
    assertEquals(operations(), [ECR]);
  });
});

Deno.test("ecr answers for another region, which the signature then names", async () => {
  await withAwsServer({ region: "us-gov-west-1" }, async ({ url }) => {
    const registry = "210987654321.dkr.ecr.us-gov-west-1.amazonaws.com";
    const image = `${registry}/app`;
    const { stdout } = await runEcr({ image, section: { endpoint: url } });
    assertEquals(stdout, answerFor(registry));
  });
});

for (
  const registry of [
    `123456789012.dkr.ecr-fips.${REGION}.amazonaws.com`,
    `123456789012.dkr-ecr.${REGION}.on.aws`,
  ]
) {
  Deno.test(`ecr answers for ${registry} by the endpoint that the rule names`, async () => {
    await withAwsServer({}, async ({ url }) => {
      const section = { endpoint: url };
      const result = await runEcr({ image: `${registry}/app`, section });
      assertEquals(result.stderr, "");
      assertEquals(result.stdout, answerFor(registry));
    });
  });
}

Deno.test("ecr asks the endpoint that AWS_ENDPOINT_URL_ECR names", async () => {
  await withAwsServer({}, async ({ url, operations }) => {
    const env = { ...KEY, AWS_ENDPOINT_URL_ECR: url };
    const result = await runEcr({ section: {}, env });
    assertEquals(result.stderr, "");
    assertEquals(result.stdout, answerFor(REGISTRY));
    assertEquals(operations(), [ECR]);
  });
});

for (const registry of ["public.ecr.aws", "ecr-public.aws.com"]) {
  Deno.test(`ecr answers for ${registry} with a token of the public API in us-east-1`, async () => {
    await withAwsServer({ region: "us-east-1" }, async (server) => {
      const section = { endpoint: server.url };
      const result = await runEcr({ image: `${registry}/a/b`, section });
      assertEquals(result.stderr, "");
      assertEquals(result.stdout, answerFor(registry));
      assertEquals(server.operations(), [PUBLIC]);
    });
  });
}

Deno.test("ecr answers for another name of a registry, and names its account to AWS", async () => {
  await withAwsServer({}, async ({ url, calls }) => {
    const registryId = "210987654321";
    const { stdout } = await runEcr({
      image: "images.example.com/app",
      section: { endpoint: url, region: REGION, registryId },
    });
    assertEquals(stdout, answerFor("images.example.com"));
    assertEquals(calls[0]?.input, { registryIds: [registryId] });
  });
});

Deno.test("ecr lets nobody keep a token longer than its life less five minutes", async () => {
  await withAwsServer({}, async ({ url }) => {
    const { stdout } = await runEcr({
      rule: { cacheDuration: "24h" },
      section: { endpoint: url },
    });
    // Twelve hours, less the margin, less the seconds that the run took.
    const [, minutes] = /^11h(\d+)m(?:\d+s)?$/.exec(
      JSON.parse(stdout).cacheDuration,
    ) ?? [];
    assert(["53", "54", "55"].includes(minutes ?? ""), stdout);
  });
});

Deno.test("ecr keeps no token for longer than its twelve hours, whatever end it is told", async () => {
  const hour = 3_600;
  const seconds = Date.now() / 1_000;
  // As it is told to a clock that is three hours behind, and in milliseconds.
  for (const expiresAt of [seconds + 15 * hour, seconds * 1_000]) {
    const authorizationToken = btoa("AWS:word");
    const reply = body({
      authorizationData: [{ authorizationToken, expiresAt }],
    });
    await withAwsServer({ script: { [ECR]: [reply] } }, async ({ url }) => {
      const { stdout } = await runEcr({
        rule: { cacheDuration: "168h" },
        section: { endpoint: url },
      });
      assertMatch(JSON.parse(stdout).cacheDuration, /^11h5\dm/);
    });
  }
});

for (
  const [what, secondsLeft] of [["no", undefined], ["a past", -60], [
    "an early",
    20,
  ]] as const
) {
  Deno.test(`ecr lets nobody keep a token with ${what} end`, async () => {
    const expiresAt = secondsLeft && Date.now() / 1_000 + secondsLeft;
    const authorizationToken = btoa("AWS:word");
    const reply = body({
      authorizationData: [{ authorizationToken, expiresAt }],
    });
    await withAwsServer({ script: { [ECR]: [reply] } }, async ({ url }) => {
      const result = await runEcr({ section: { endpoint: url } });
      assertEquals(passwordOf(result), "word");
      assertEquals(JSON.parse(result.stdout).cacheDuration, "0s");
    });
  });
}

for (
  const [what, replies] of [
    ["throttling", [throttled, throttled]],
    ["429", [failure(429, "TooManyRequestsException")]],
    ["5xx", [failure(500, "ServerException"), failure(503, "Unavailable")]],
    ["one 502 without an error of AWS", [
      () => new Response("<html>", { status: 502 }),
    ]],
  ] as const
) {
  Deno.test(`ecr asks again after ${what}, and answers`, async () => {
    await withAwsServer({ script: { [ECR]: replies } }, async (server) => {
      const result = await runEcr({ section: { endpoint: server.url } });
      assertEquals(passwordOf(result), PASSWORD);
      assertEquals(server.calls.length, replies.length + 1);
    });
  });
}

Deno.test("ecr asks again where the clock of the node is wrong, with the time of AWS", async () => {
  await withAwsServer({ aheadMs: 20 * 60_000 }, async (server) => {
    const result = await runEcr({ section: { endpoint: server.url } });
    assertEquals(passwordOf(result), PASSWORD);
    assertEquals(server.calls.length, 2);
  });
});

Deno.test("ecr waits for an answer that comes in small pieces", async () => {
  await withAwsServer({ script: { [ECR]: [dripping] } }, async ({ url }) => {
    const result = await runEcr({ section: { endpoint: url } });
    assertEquals(passwordOf(result), PASSWORD);
  });
});

Deno.test("ecr tells AWS its name, and not the version of the operating system", async () => {
  await withAwsServer({}, async ({ url, calls }) => {
    await runEcr({ section: { endpoint: url } });
    const agent = calls[0]?.headers.get("user-agent") ?? "";
    assertEquals(agent.includes("registry-credential-provider"), true, agent);
    assertEquals(agent.includes("os/"), false, agent);
  });
});
