import { assertEquals, assertRejects } from "@std/assert";
import { provider } from "../../../providers/token/provider.ts";
import type { CredentialSource } from "../../../src/provider.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { decoded } from "../../kit/decoding.ts";
import { serviceAccountToken } from "../../kit/jwt/minting.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";
import { accountClaims, podRequest } from "../../kit/subjects.ts";

const AUDIENCE = "registry.example.com";
const ACCOUNT = { serviceAccount: { audience: AUDIENCE } };
const NOW = 1_800_000_000_000;

function sourceOf(section: unknown): CredentialSource {
  const { value, problems } = decoded(provider.section, section);
  if (value === undefined) throw new Error(problems.join("\n"));
  return value;
}

const credentials = (claims: Record<string, unknown>, section = {}) =>
  sourceOf({ subject: ACCOUNT, ...section }).getCredentials(
    podRequest(accountClaims([AUDIENCE], claims)),
    memoryRuntime({ now: NOW }),
  );

Deno.test("token gives the token of the pod as the password, until its end", async () => {
  const exp = NOW / 1_000 + 600;
  assertEquals(await credentials({ exp }), {
    username: "token",
    password: serviceAccountToken(accountClaims([AUDIENCE], { exp })),
    expiresAt: exp * 1_000,
  });
  assertEquals(
    (await credentials({ exp }, { username: "jwt" })).username,
    "jwt",
  );
});

Deno.test("token never gives a token that has expired, and keeps none without an end", async () => {
  const past = () => credentials({ exp: NOW / 1_000 });
  const { code } = await assertRejects(past, ProviderError, "has expired");
  assertEquals(code, "TOKEN_UNUSABLE");
  for (const exp of [undefined, null, "4000000000", 1e999]) {
    assertEquals((await credentials({ exp })).expiresAt, NOW, String(exp));
  }
  const twelveHours = NOW + 12 * 3_600_000;
  assertEquals((await credentials({ exp: 1e300 })).expiresAt, twelveHours);
});

Deno.test("token tells the kubelet to keep an answer for one token only, and the cache to keep none", () => {
  const { serviceAccount, identity } = sourceOf({ subject: ACCOUNT });
  assertEquals(serviceAccount?.cacheType, "Token");
  assertEquals(serviceAccount?.audience, AUDIENCE);
  assertEquals(identity, undefined);
});

Deno.test("token passes on a token of a file", async () => {
  const token = serviceAccountToken({ aud: "a", exp: 4_000_000_000 });
  const source = sourceOf({ subject: { file: "/t", audience: "a" } });
  assertEquals(source.secrets, [{ kind: "file", path: "/t" }]);
  const runtime = memoryRuntime({ files: { "/t": `${token}\n` } });
  const { password } = await source.getCredentials(podRequest(), runtime);
  assertEquals(password, token);
});

Deno.test("token refuses a section that is not complete", () => {
  const problemsOf = (section: unknown) =>
    decoded(provider.section, section).problems;
  assertEquals(problemsOf({}), [
    '"subject" is missing: where the token is from',
  ]);
  assertEquals(problemsOf({ username: "", subject: ACCOUNT }), [
    "username: is empty",
  ]);
  const otherwise = { serviceAccount: { audience: "a", otherwise: "node" } };
  assertEquals(problemsOf({ subject: otherwise }), [
    "subject.serviceAccount.otherwise: expected fail",
  ]);
});
