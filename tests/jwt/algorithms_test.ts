/**
 * Every algorithm, signed by the program and verified by the verifier of jose
 * with nothing but the public key.
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { loadKey, thumbprint } from "../../src/jwt/key.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { credentialsOf, NOW } from "../kit/jwt/minting.ts";
import {
  type GENPKEY,
  HAS_OPENSSL,
  keyOf,
  NEEDS_OPENSSL,
  openssl,
} from "../kit/jwt/openssl.ts";

/** The key of each algorithm (RFC 7518 section 3.1, RFC 8037 section 3.1). */
const ASYMMETRIC = {
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
  RS256: "RSA",
  RS384: "RSA",
  RS512: "RSA",
  PS256: "RSA",
  PS384: "RSA",
  PS512: "RSA",
  EdDSA: "Ed25519",
} as const satisfies { readonly [name: string]: keyof typeof GENPKEY };

type Asymmetric = keyof typeof ASYMMETRIC;

/** The least bytes of each shared secret (RFC 7518 section 3.2). */
const SYMMETRIC = { HS256: 32, HS384: 48, HS512: 64 } as const;

const CHECKS = {
  issuer: "https://nodes.example.com",
  audience: "registry",
  currentDate: new Date(NOW),
};

async function publicJwk(algorithm: Asymmetric, key: string) {
  const choice = { key: { kind: "inline", value: key }, algorithm } as const;
  const loaded = await loadKey(choice, memoryRuntime());
  const jwk = await loaded.publicJwk();
  if (jwk === undefined) throw new Error("no public half");
  return { jwk, kid: await thumbprint(loaded) };
}

for (const algorithm of Object.keys(ASYMMETRIC) as Asymmetric[]) {
  Deno.test({
    name:
      `${algorithm}: jose verifies the token with the public half, and with no other key${NEEDS_OPENSSL}`,
    ignore: !HAS_OPENSSL,
    async fn() {
      const key = await keyOf(ASYMMETRIC[algorithm]);
      const { password } = await credentialsOf({ algorithm, key });
      const { jwk, kid } = await publicJwk(algorithm, key);
      assertEquals(decodeProtectedHeader(password), {
        alg: algorithm,
        typ: "JWT",
        kid: kid ?? "",
      });
      const jwks = createLocalJWKSet({ keys: [{ ...jwk, kid: kid ?? "" }] });
      const algorithms = [algorithm];
      const verified = await jwtVerify(password, jwks, {
        ...CHECKS,
        algorithms,
      });
      assertEquals(verified.payload.aud, "registry");
      const [head, body, signature = ""] = password.split(".");
      const changed = (signature.startsWith("A") ? "B" : "A") +
        signature.slice(1);
      await assertRejects(() =>
        jwtVerify(`${head}.${body}.${changed}`, jwks, CHECKS)
      );
    },
  });

  Deno.test({
    name:
      `${algorithm}: openssl has the same public half, and none of the private one is in it${NEEDS_OPENSSL}`,
    ignore: !HAS_OPENSSL,
    async fn() {
      const key = await keyOf(ASYMMETRIC[algorithm]);
      const { jwk } = await publicJwk(algorithm, key);
      const members: { readonly [kty: string]: readonly string[] } = {
        EC: ["crv", "kty", "x", "y"],
        OKP: ["crv", "kty", "x"],
        RSA: ["e", "kty", "n"],
      };
      assertEquals(Object.keys(jwk).sort(), members[`${jwk.kty}`]);
      const imported = await crypto.subtle.importKey(
        "jwk",
        jwk,
        webAlgorithm(ASYMMETRIC[algorithm]),
        true,
        ["verify"],
      );
      const der = new Uint8Array(
        await crypto.subtle.exportKey("spki", imported),
      );
      const pem = await openssl("pkey -pubout", key);
      assertEquals(der.toBase64(), pem.replace(/-----[^-]*-----|\s/g, ""));
    },
  });
}

function webAlgorithm(kind: string) {
  if (kind === "RSA") return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return kind === "Ed25519"
    ? { name: "Ed25519" }
    : { name: "ECDSA", namedCurve: kind };
}

for (const [algorithm, least] of Object.entries(SYMMETRIC)) {
  Deno.test(`${algorithm}: jose verifies the token with the shared secret, and with no other`, async () => {
    const secret = crypto.getRandomValues(new Uint8Array(least));
    const key = secret.toBase64();
    const { password } = await credentialsOf({ algorithm, key });
    const verified = await jwtVerify(password, secret, CHECKS);
    assertEquals(verified.protectedHeader, { alg: algorithm, typ: "JWT" });
    secret[0] = (secret[0] ?? 0) ^ 1;
    await assertRejects(() => jwtVerify(password, secret, CHECKS));
  });
}

Deno.test("the thumbprint of RFC 7638's example key is the one in section 3.1", async () => {
  const example = {
    kty: "RSA",
    n: "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    e: "AQAB",
    alg: "RS256",
    kid: "2011-04-29",
  };
  const key = {
    publicJwk: () => Promise.resolve(example),
  };
  assertEquals(
    await thumbprint(key),
    "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
  );
});
