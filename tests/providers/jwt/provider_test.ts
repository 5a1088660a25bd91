import { assertEquals, assertRejects } from "@std/assert";
import { provider } from "../../../providers/jwt/provider.ts";
import { answer } from "../../../src/lookup/answer.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { newNotes } from "../../kit/notes.ts";
import { utf8 } from "../../kit/decoding.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";
import {
  credentialsOf,
  NOW,
  NOW_S,
  problemsOf,
  REQUIRED,
  SHARED,
  sourceOf,
  tokenOf,
} from "../../kit/jwt/minting.ts";

Deno.test("jwt gives the token as the password, with the user name of the section", async () => {
  const { username, password } = await credentialsOf({ username: "robot$ci" });
  assertEquals(username, "robot$ci");
  assertEquals(password.split(".").length, 3);
});

Deno.test("jwt has iat now, nbf 30 s before and exp 15 min after, where nothing else is said", async () => {
  const { claims } = await tokenOf({});
  assertEquals(claims["iat"], NOW_S);
  assertEquals(claims["nbf"], NOW_S - 30);
  assertEquals(claims["exp"], NOW_S + 900);
});

Deno.test("jwt takes lifetime and notBefore to whole seconds, so that no token outlives them", async () => {
  const table: readonly [string, string, number, number][] = [
    ["1m", "0s", 60, 0],
    ["24h", "10m", 86_400, 600],
    ["1h30m", "90s", 5_400, 90],
    ["90500ms", "1500ms", 90, 1],
  ];
  for (const [lifetime, notBefore, lives, before] of table) {
    const { claims } = await tokenOf({ lifetime, notBefore });
    const { iat, exp, nbf } = claims;
    assertEquals([iat, exp, nbf], [NOW_S, NOW_S + lives, NOW_S - before]);
  }
});

Deno.test("jwt tells when its credentials expire: at the exp of the token, in milliseconds", async () => {
  const { expiresAt } = await credentialsOf({ lifetime: "10m" });
  assertEquals(expiresAt, (NOW_S + 600) * 1_000);
});

Deno.test("jwt refuses a lifetime outside 1m to 24h, and a notBefore above 10m", () => {
  const lifetime = "lifetime: has to be from 1m to 24h";
  const table: readonly [Record<string, unknown>, string][] = [
    [{ lifetime: "59s" }, lifetime],
    [{ lifetime: "0s" }, lifetime],
    [{ lifetime: "24h1s" }, lifetime],
    [{ notBefore: "10m1s" }, "notBefore: has to be from 0s to 10m"],
  ];
  for (const [keys, expected] of table) {
    assertEquals(problemsOf(keys), [expected]);
  }
});

Deno.test("jwt writes one audience as text, and many as a list", async () => {
  const table: readonly [unknown, unknown][] = [
    ["one", "one"],
    [["one"], "one"],
    [["one", "two"], ["one", "two"]],
  ];
  for (const [audience, expected] of table) {
    const { claims } = await tokenOf({ audience });
    assertEquals(claims["aud"], expected);
  }
  assertEquals(problemsOf({ audience: [] }), [
    "audience: expected at least 1 item, found none",
  ]);
});

Deno.test("jwt has the issuer and the subject of the section, and no sub where there is none", async () => {
  const { claims } = await tokenOf({ issuer: "i", subject: "s" });
  assertEquals([claims["iss"], claims["sub"]], ["i", "s"]);
  assertEquals(Object.hasOwn((await tokenOf({})).claims, "sub"), false);
});

Deno.test("jwt has a jti of its own in every token, unless the section says no", async () => {
  const uuids = ["first", "second"];
  const source = sourceOf();
  const runtime = {
    ...memoryRuntime(),
    randomUuid: () => uuids.shift() ?? "none",
  };
  const jtis: unknown[] = [];
  for (let count = 0; count < 2; count++) {
    const image = { repository: "r.io/a", registry: "r.io", path: "a" };
    const { password } = await source.getCredentials({ image }, runtime);
    jtis.push(JSON.parse(atob(password.split(".")[1] ?? "")).jti);
  }
  assertEquals(jtis, ["first", "second"]);
  const without = await tokenOf({ jti: false });
  assertEquals(Object.hasOwn(without.claims, "jti"), false);
});

Deno.test("jwt has exactly the claims that were asked for", async () => {
  const { claims } = await tokenOf({ jti: false });
  assertEquals(Object.keys(claims).sort(), ["aud", "exp", "iat", "iss", "nbf"]);
});

Deno.test("jwt names the algorithm, the type and the keyId in the header", async () => {
  assertEquals((await tokenOf({ keyId: "2026-11" })).header, {
    alg: "HS256",
    typ: "JWT",
    kid: "2026-11",
  });
});

Deno.test("jwt has no kid for a shared secret without keyId: its thumbprint would be a hash of it", async () => {
  assertEquals((await tokenOf({})).header, { alg: "HS256", typ: "JWT" });
});

Deno.test("jwt depends on the image where a text uses ${image} or ${repository}, at any depth", () => {
  const table: readonly [Record<string, unknown>, boolean][] = [
    [{}, false],
    [{ subject: "${node} ${registry}" }, false],
    [{ subject: "${serviceAccount.name}" }, false],
    [{ subject: "$${image}" }, false],
    [{ subject: "${image}" }, true],
    [{ subject: "a ${repository}" }, true],
    [{ claims: { a: "${repository}" } }, true],
    [{ claims: { a: [{ b: { c: ["x", "${image}"] } }] } }, true],
    [{ claims: { a: "${registry}", b: 1 } }, false],
  ];
  for (const [keys, expected] of table) {
    assertEquals(sourceOf(keys).perImage, expected, JSON.stringify(keys));
  }
});

Deno.test("jwt keeps nothing in the cache: its source has no identity", () => {
  assertEquals(sourceOf().identity, undefined);
});

Deno.test("jwt lists its key as a secret, so that validate looks at who can read it", () => {
  assertEquals(sourceOf({ key: { file: "/k" } }).secrets, [
    { kind: "file", path: "/k" },
  ]);
  assertEquals(sourceOf({ key: { env: "K" } }).secrets, [
    { kind: "env", name: "K" },
  ]);
});

Deno.test("jwt takes its key from a file, from the environment and from the config", async () => {
  const world = { files: { "/k": `${SHARED}\n` }, env: { K: SHARED } };
  for (const key of [SHARED, { file: "/k" }, { env: "K" }]) {
    const { header } = await tokenOf({ key }, { world });
    assertEquals(header["alg"], "HS256");
  }
});

Deno.test("jwt checks its key without a request", async () => {
  const runtime = memoryRuntime({
    files: { "/k": SHARED, "/short": "c2hvcnQ=" },
  });
  assertEquals(
    await sourceOf({ key: { file: "/k" } }).check?.(runtime, []),
    undefined,
  );
  for (
    const [file, code] of [
      ["/short", "KEY_INVALID"],
      ["/none", "SECRET_UNREADABLE"],
    ] as const
  ) {
    const check = async () =>
      await sourceOf({ key: { file } }).check?.(runtime, []);
    assertEquals((await assertRejects(check, ProviderError)).code, code);
  }
});

Deno.test("jwt refuses a section without what a token needs", () => {
  for (const key of Object.keys(REQUIRED)) {
    const problems = problemsOf({ [key]: undefined });
    assertEquals(problems.length, 1, key);
    assertEquals(
      problems[0]?.startsWith(`${key}: expected`),
      true,
      problems[0],
    );
  }
  assertEquals(problemsOf({ keyId: "" }), ["keyId: is empty"]);
  assertEquals(problemsOf({ issuer: "" }), ["issuer: is empty"]);
  assertEquals(problemsOf({ audience: ["a", ""] }), ["audience[1]: is empty"]);
});

Deno.test("jwt refuses an algorithm that it does not have, above all none", () => {
  const known =
    "ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, EdDSA, HS256, HS384, HS512";
  for (const algorithm of ["none", "es256", "ES256K", "constructor", ""]) {
    assertEquals(problemsOf({ algorithm }), [
      `algorithm: expected one of ${known}`,
    ]);
  }
});

Deno.test("jwt is kept for what is left of a token less the margin, in the answer to the kubelet", async () => {
  const request = utf8(JSON.stringify({
    kind: "CredentialProviderRequest",
    apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    image: "r.io/app",
  }));
  const table: readonly [string, string][] = [
    // The least margin is 30 s; the token counts from the whole second before.
    ["1m", "29s"],
    // A tenth of 20 minutes.
    ["20m", "17m59s"],
    // The configured hour, as the token lives for longer.
    ["24h", "1h"],
  ];
  for (const [lifetime, expected] of table) {
    const section = { ...REQUIRED, lifetime };
    const registry = { name: "r", match: ["r.io"], cacheDuration: "1h" };
    const config = JSON.stringify({
      apiVersion: "registry-credential-provider/v1",
      kind: "RegistryConfig",
      registries: [{ ...registry, jwt: section }],
    });
    const text = await answer(request, {
      configPath: "/c",
      providers: { jwt: () => Promise.resolve({ provider }) },
      runtime: memoryRuntime({ files: { "/c": config }, now: NOW }),
      notes: newNotes(),
    });
    assertEquals(JSON.parse(text).cacheDuration, expected);
  }
});
