/**
 * Keys that are no PEM: a JWK, and base64 of a shared secret.
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { exportJWK, generateKeyPair, jwtVerify } from "jose";
import type { Algorithm } from "../../src/jwt/algorithms.ts";
import { loadKey } from "../../src/jwt/key.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { credentialsOf, NOW } from "../kit/jwt/minting.ts";

function load(key: string, algorithm: Algorithm) {
  const choice = { key: { kind: "env", name: "KEY" }, algorithm } as const;
  return loadKey(choice, memoryRuntime({ env: { KEY: key } }));
}

const same = (key: unknown) => Promise.resolve(key);

async function refusal(key: unknown, algorithm: Algorithm): Promise<string> {
  const text = typeof key === "string" ? key : JSON.stringify(key);
  const error = await assertRejects(() => load(text, algorithm), ProviderError);
  assertEquals(error.code, "KEY_INVALID", error.message);
  assert(!error.message.includes("hunter2"), error.message);
  const start = `the ${algorithm} key in KEY `;
  assertStringIncludes(error.message, start);
  return error.message.slice(start.length);
}

async function pairOf(algorithm: Algorithm) {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  return { ...pair, jwk };
}

for (
  const algorithm of [
    "ES256",
    "ES384",
    "ES512",
    "RS256",
    "PS256",
    "EdDSA",
  ] as const
) {
  Deno.test(`${algorithm}: a private JWK signs what its public half verifies`, async () => {
    const { publicKey, jwk } = await pairOf(algorithm);
    const forms = [
      jwk,
      { ...jwk, alg: algorithm, use: "sig", key_ops: ["sign"], kid: "x" },
      { ...jwk, ext: false },
    ];
    for (const form of forms) {
      const key = JSON.stringify(form, null, 2);
      const { password } = await credentialsOf({ algorithm, key });
      const currentDate = new Date(NOW);
      const { payload } = await jwtVerify(password, publicKey, { currentDate });
      assertEquals(payload.aud, "registry");
    }
    const loaded = await load(JSON.stringify(jwk), algorithm);
    assertEquals(await loaded.publicJwk(), await exportJWK(publicKey));
  });
}

Deno.test("a JWK that is not the private key of the algorithm is refused with the reason", async () => {
  const { jwk, publicKey } = await pairOf("ES256");
  const { jwk: other } = await pairOf("ES256");
  const wrongKind =
    'ES256 needs an EC key on P-256; make one with "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE"';
  const unknown = `is damaged or another kind of key: ${wrongKind}`;
  const otherUse =
    'is not for signing, its "use" or "key_ops" says: give another key';
  const halves = "has a private and a public half of two keys: make a new one";
  const damaged = "is damaged: make a new one";
  const table: readonly [unknown, string][] = [
    [await exportJWK(publicKey), "is a public key: the private one is needed"],
    [{ keys: [jwk] }, "is a set of keys: give one key of it"],
    ['{"kty":"EC", hunter2', "is not JSON, though it begins with {"],
    [{ ...jwk, crv: "P-384" }, `is EC P-384: ${wrongKind}`],
    [{ kty: "oct", k: "hunter2" }, `is oct: ${wrongKind}`],
    [{}, unknown],
    [{ ...jwk, kty: "hunter2" }, unknown],
    [{ ...jwk, crv: "hunter2" }, unknown],
    [{ ...jwk, kty: { hunter2: 1 } }, unknown],
    [
      { ...jwk, alg: "hunter2" },
      'is for another algorithm, its "alg" says: correct "algorithm" of the rule, or give another key',
    ],
    [{ ...jwk, use: "enc" }, otherUse],
    [{ ...jwk, key_ops: ["verify", "hunter2"] }, otherUse],
    [{ ...jwk, x: other.x, y: other.y }, halves],
    [{ ...jwk, d: 5 }, damaged],
    [{ ...jwk, d: "hunter2!" }, damaged],
    [{ ...jwk, x: undefined }, damaged],
  ];
  for (const [key, expected] of table) {
    assertEquals(await refusal(key, "ES256"), expected);
  }
});

Deno.test("a JWK of Ed25519 may name its algorithm as RFC 9864 does", async () => {
  const { jwk } = await pairOf("EdDSA");
  const key = await load(JSON.stringify({ ...jwk, alg: "Ed25519" }), "EdDSA");
  assertEquals((await key.publicJwk())?.crv, "Ed25519");
});

Deno.test("a shared secret is base64, base64url or a JWK, of exactly the bytes it has", async () => {
  const secret = new Uint8Array(32).fill(0xfb);
  const base64url = secret.toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
  const forms = [
    secret.toBase64(),
    `${secret.toBase64()}\n`,
    secret.toBase64().replace(/(.{20})/, "$1\n"),
    base64url,
    JSON.stringify({ kty: "oct", k: base64url, alg: "HS256" }),
  ];
  for (const form of forms) {
    const key = await load(form, "HS256");
    assertEquals(await key.using(same), secret);
    assertEquals(await key.publicJwk(), undefined, "it has no public half");
  }
});

for (
  const [algorithm, least] of [["HS256", 32], ["HS384", 48], [
    "HS512",
    64,
  ]] as const
) {
  Deno.test(`${algorithm}: a secret of less than ${least} bytes is refused (RFC 7518 section 3.2)`, async () => {
    const short = new Uint8Array(least - 1).toBase64();
    const message = `has ${
      least - 1
    } bytes, and at least ${least} are needed: make one with "openssl rand -base64 ${least}"`;
    assertEquals(await refusal(short, algorithm), message);
    const jwk = { kty: "oct", k: short.replaceAll("=", "") };
    assertEquals(await refusal(jwk, algorithm), message);
    const enough = await load(new Uint8Array(least).toBase64(), algorithm);
    assertEquals(await enough.using(same), new Uint8Array(least));
  });
}

Deno.test("a shared secret that is not base64 is refused, and so is a PEM, which anybody may know", async () => {
  const pem = `-----BEGIN PUBLIC KEY-----\n${
    "A".repeat(120)
  }\n-----END PUBLIC KEY-----\n`;
  const texts: readonly unknown[] = [
    "hunter2 ist kein Base64, sondern ein Satz!",
    "hunter2=hunter2=hunter2=hunter2=hunter2=hunter2",
    pem,
    { kty: "oct", k: 5 },
    { kty: "oct" },
  ];
  for (const text of texts) {
    assertEquals(
      await refusal(text, "HS256"),
      'is not base64: make one with "openssl rand -base64 32"',
    );
  }
});

Deno.test("a JWK of another kind is no shared secret", async () => {
  const { jwk } = await pairOf("ES256");
  assertStringIncludes(
    await refusal(jwk, "HS256"),
    "is EC P-256: HS256 needs a shared secret of at least 32 bytes in base64",
  );
});
