/**
 * `jwt jwks` of the compiled program.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
} from "jose";
import { config } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";
import { PAIR, PRIVATE_JWK, rule, run } from "../kit/minting.ts";

Deno.test("jwt jwks prints every public key once, and no shared secret", async () => {
  const other = await generateKeyPair("RS256", { extractable: true });
  const jwtOf = (algorithm: string, more: string) =>
    `jwt: { username: u, algorithm: ${algorithm}, issuer: i, audience: a, ${more} }`;
  const rsa = "key: { env: RSA_KEY }";
  const rules = [
    jwtOf("ES256", "key: { file: FOLDER/key.pem }"),
    jwtOf("ES256", "key: { file: FOLDER/key.pem }, subject: again"),
    jwtOf("ES256", "key: { file: FOLDER/key.pem }, keyId: shared"),
    jwtOf("RS256", `${rsa}, keyId: shared`),
    jwtOf("RS256", rsa),
    jwtOf("PS256", rsa),
    jwtOf("HS256", `key: ${btoa("0123456789abcdef0123456789abcdef")}`),
    "static: { username: u, password: p }",
  ].map((section, index) =>
    `- name: r${index}\n  match: [r${index}.example.com]\n  ${section}\n`
  );
  const env = { RSA_KEY: await exportPKCS8(other.privateKey) };
  const result = await run(["jwt", "jwks"], config(rules.join("")), { env });
  assertEquals([result.code, result.stderr], [0, ""]);
  const ec = await exportJWK(PAIR.publicKey);
  const rs = await exportJWK(other.publicKey);
  const [ecId, rsId] = [
    await calculateJwkThumbprint(ec),
    await calculateJwkThumbprint(rs),
  ];
  const use = "sig";
  assertEquals(JSON.parse(result.stdout), {
    keys: [
      { ...ec, kid: ecId, alg: "ES256", use },
      { ...ec, kid: "shared", alg: "ES256", use },
      { ...rs, kid: "shared", alg: "RS256", use },
      { ...rs, kid: rsId, alg: "RS256", use },
      { ...rs, kid: rsId, alg: "PS256", use },
    ],
  });
  assert(!result.stdout.includes(`${PRIVATE_JWK.d}`));
});

Deno.test("jwt jwks refuses a section that is not valid, and a key that does not fit", async () => {
  assertFailure(await run(["jwt", "jwks"], rule("lifetime: 1s\n")), {
    code: "CONFIG_INVALID",
    says: "jwt.lifetime: has to be from 1m to 24h",
  });
  assertFailure(await run(["jwt", "jwks"], rule(), {}, "no key"), {
    code: "KEY_INVALID",
    says: "is in no known form",
  });
});
