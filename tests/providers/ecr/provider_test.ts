import { assertEquals, assertRejects } from "@std/assert";
import { provider } from "../../../providers/ecr/provider.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import type { Runtime } from "../../../src/runtime/runtime.ts";
import { decoded } from "../../kit/decoding.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";
import { body, type Reply } from "../../kit/aws/reply.ts";
import { askedBy, assumedRole } from "../../kit/aws/services.ts";
import {
  account,
  REGISTRY,
  requestFor,
  ROLE,
} from "../../kit/aws/image_request.ts";

const NOW = Date.UTC(2026, 10, 23);
const WITH_ACCOUNT = { roleArn: ROLE, serviceAccount: {} };

const SECTION = provider.section;

function sourceOf(section: unknown) {
  const { value, problems } = decoded(SECTION, section);
  if (value === undefined) throw new Error(problems.join("\n"));
  return value;
}

/** The credentials that come of an answer of ECR, asked with a service account. */
async function credentialsOf(reply: Reply) {
  const runtime: Runtime = {
    ...memoryRuntime({ now: NOW }),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const { method, headers } = request;
      const { pathname } = new URL(url);
      const call = askedBy(method, pathname, headers, await request.text());
      if (call?.protocol === "query") {
        return assumedRole(call, "ASIAROLE1", {
          secret: "s",
          sessionToken: "t",
        });
      }
      const answer = () => new Response(null, { status: 404 });
      const { signal } = request;
      return await reply({ protocol: "json", answer, signal });
    },
  };
  const request = requestFor(REGISTRY, account());
  return await sourceOf(WITH_ACCOUNT).getCredentials(request, runtime);
}

function token(authorizationToken: unknown, expiresAt?: unknown): Reply {
  return body({ authorizationData: [{ authorizationToken, expiresAt }] });
}

Deno.test("ecr gives the two parts of the token, and its end in milliseconds", async () => {
  // base64 of "AWS:pass:word"; 2026-11-23T11:00:00.5Z in seconds.
  assertEquals(
    await credentialsOf(token("QVdTOnBhc3M6d29yZA==", 1795431600.5)),
    {
      username: "AWS",
      password: "pass:word",
      expiresAt: Date.UTC(2026, 10, 23, 11, 0, 0, 500),
    },
  );
});

Deno.test("ecr believes no end that is more than twelve hours from now", async () => {
  const { expiresAt } = await credentialsOf(
    token("QVdTOndvcmQ=", NOW / 1_000 + 12 * 3_600 + 1),
  );
  assertEquals(expiresAt, NOW + 12 * 3_600_000);
});

Deno.test("ecr lets a token without an end expire at once, so that nobody keeps it", async () => {
  const { password, expiresAt } = await credentialsOf(token("QVdTOndvcmQ="));
  assertEquals(password, "word");
  assertEquals(expiresAt, NOW);
});

for (
  const [what, reply] of [
    ["no list of tokens", body({})],
    ["an empty list", body({ authorizationData: [] })],
    ["no token", body({ authorizationData: [{ expiresAt: 1 }] })],
    ["an empty token", token("")],
    ["a token that is not base64", token("%%%")],
    ["a token without a colon", token(btoa("word"))],
    ["a token without a user", token(btoa(":word"))],
    ["a token without a password", token(btoa("AWS:"))],
  ] as const
) {
  Deno.test(`ecr refuses an answer with ${what}`, async () => {
    const error = await assertRejects(
      () => credentialsOf(reply),
      ProviderError,
      "without a usable token",
    );
    assertEquals(error.code, "BACKEND_UNAVAILABLE");
  });
}

Deno.test("ecr asks nobody for a host that is not of ECR", async () => {
  let count = 0;
  const runtime: Runtime = {
    ...memoryRuntime(),
    fetch: () => Promise.reject(new Error(`call ${++count}`)),
  };
  const request = requestFor("registry.k8s.io", account());
  for (const section of [{}, WITH_ACCOUNT]) {
    const error = await assertRejects(
      () => sourceOf(section).getCredentials(request, runtime),
      ProviderError,
    );
    assertEquals(error.code, "NOT_A_REGISTRY");
  }
  assertEquals(count, 0);
});

Deno.test("ecr answers for a whole registry, and reads no secret of the config", () => {
  const { perImage, secrets } = sourceOf(WITH_ACCOUNT);
  assertEquals(perImage, false);
  assertEquals(secrets, []);
});

Deno.test("ecr refuses to name what the cache may keep for a host that is not of ECR", async () => {
  const source = sourceOf({});
  const error = await assertRejects(
    async () =>
      await source.identity?.(requestFor("registry.k8s.io"), memoryRuntime()),
    ProviderError,
  );
  assertEquals(error.code, "NOT_A_REGISTRY");
});
