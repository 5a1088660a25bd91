/**
 * Tokens in what the compiled program answers to the kubelet.
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { calculateJwkThumbprint, decodeJwt, importJWK, jwtVerify } from "jose";
import subtleJwk from "../testdata/jwk_key_ops_sign_verify.json" with {
  type: "json",
};
import { config, request } from "../kit/program.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import {
  credentialsOf,
  PAIR,
  PEM,
  PRIVATE_JWK,
  requestOf,
  rule,
  run,
} from "../kit/minting.ts";

const IMAGE = "r.example.com/team/app";

const TOKEN = serviceAccountToken({
  "kubernetes.io": {
    namespace: "apps",
    serviceaccount: { name: "builder", uid: "u-1" },
  },
});

/** The bytes of an answer in the order of the kubelet's fields. */
function answer(cacheKeyType: string, key: string, password: string): string {
  return `{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"${cacheKeyType}","cacheDuration":"10m","auth":{"${key}":{"username":"node","password":"${password}"}}}\n`;
}

const CHECKS = { issuer: "https://nodes.example.com", audience: "registry" };

Deno.test("the answer holds a token that the public key verifies, kept per registry", async () => {
  const result = await run([], rule(), { stdin: request(IMAGE) });
  const { password } = credentialsOf(result);
  assertEquals(result, {
    code: 0,
    stdout: answer("Registry", "r.example.com", password),
    stderr: "",
  });
  const verified = await jwtVerify(password, PAIR.publicKey, CHECKS);
  assertEquals(verified.protectedHeader, {
    alg: "ES256",
    typ: "JWT",
    kid: await calculateJwkThumbprint(PRIVATE_JWK),
  });
  const { iat = 0, exp, nbf } = verified.payload;
  assertEquals([exp, nbf], [iat + 900, iat - 30]);
});

Deno.test("a token with the repository in its claims is kept for that image alone", async () => {
  const lines = `claims: { access: [{ name: "\${repository}" }] }\n`;
  const result = await run([], rule(lines), { stdin: request(IMAGE) });
  const { password } = credentialsOf(result);
  assertEquals(result.stdout, answer("Image", IMAGE, password));
  const { payload } = await jwtVerify(password, PAIR.publicKey, CHECKS);
  assertEquals(payload["access"], [{ name: "team/app" }]);
});

Deno.test("a token with the whole image in its subject is kept for that image alone", async () => {
  const lines = `subject: "\${image}"\n`;
  const result = await run([], rule(lines), { stdin: request(IMAGE) });
  const { password } = credentialsOf(result);
  assertEquals(result.stdout, answer("Image", IMAGE, password));
  assertEquals(decodeJwt(password).sub, IMAGE);
});

Deno.test("the kubelet keeps no token longer than it lives less the margin", async () => {
  const text = rule("lifetime: 1m\n");
  const { stdout } = await run([], text, { stdin: request(IMAGE) });
  const [, seconds] = /^(\d+)s$/.exec(JSON.parse(stdout).cacheDuration) ?? [];
  // A minute less the least margin of 30 s, whenever it was minted.
  assert(Number(seconds) <= 30, stdout);
});

Deno.test("every answer has a token of its own", async () => {
  const ask = async () =>
    credentialsOf(await run([], rule(), { stdin: request(IMAGE) })).password;
  const [first, second] = [decodeJwt(await ask()), decodeJwt(await ask())];
  assertNotEquals(first.jti, second.jti);
  assertEquals(/^[0-9a-f-]{36}$/.test(first.jti ?? ""), true);
});

Deno.test("${node} is NODE_NAME of the environment, else the host name in lower case", async () => {
  const text = rule(`subject: "node:\${node}"\n`);
  const subject = async (env: Record<string, string>) => {
    const result = await run([], text, { stdin: request(IMAGE), env });
    return decodeJwt(credentialsOf(result).password).sub;
  };
  assertEquals(await subject({ NODE_NAME: "node-7" }), "node:node-7");
  assertEquals(await subject({}), `node:${Deno.hostname().toLowerCase()}`);
});

Deno.test("the service account of the request is in the token", async () => {
  const text = rule(
    `subject: "\${serviceAccount.namespace}/\${serviceAccount.name}"
claims: { tenant: "\${serviceAccountAnnotations.example.com/tenant}" }
`,
  );
  const stdin = requestOf(IMAGE, TOKEN, { "example.com/tenant": "blue" });
  const result = await run([], text, { stdin });
  const { sub, tenant } = decodeJwt(credentialsOf(result).password);
  assertEquals([sub, tenant], ["apps/builder", "blue"]);
});

Deno.test("annotations change neither issuer, audience, keyId nor user name", async () => {
  const text = rule("keyId: fixed\n");
  const stdin = requestOf(IMAGE, TOKEN, {
    issuer: "x",
    audience: "x",
    keyId: "x",
    username: "x",
    "serviceAccount.name": "x",
  });
  const { username, password } = credentialsOf(await run([], text, { stdin }));
  assertEquals(username, "node");
  const { protectedHeader } = await jwtVerify(password, PAIR.publicKey, CHECKS);
  assertEquals(protectedHeader.kid, "fixed");
});

Deno.test("a key is read from a JWK, and from the environment", async () => {
  const jwk = JSON.stringify(PRIVATE_JWK);
  const stdin = request(IMAGE);
  const env = { SIGNING_KEY: PEM };
  const results = [
    await run([], rule(), { stdin }, jwk),
    await run([], rule("", "{ env: SIGNING_KEY }"), { stdin, env }),
  ];
  for (const result of results) {
    const { password } = credentialsOf(result);
    const { payload } = await jwtVerify(password, PAIR.publicKey, CHECKS);
    assertEquals(payload.aud, "registry");
  }
});

Deno.test("two rules for one host never share a token: each is kept for its image", async () => {
  const two = config(`- name: narrow
  match: [r.example.com/team/]
  jwt: { username: narrow, key: { file: FOLDER/key.pem }, algorithm: ES256, issuer: i, audience: a }
- name: wide
  match: [r.example.com]
  jwt: { username: wide, key: { file: FOLDER/key.pem }, algorithm: ES256, issuer: i, audience: a }
`);
  const table = [
    [IMAGE, "narrow"],
    ["r.example.com/other", "wide"],
  ] as const;
  for (const [image, expected] of table) {
    const result = await run([], two, { stdin: request(image) });
    const { key, username } = credentialsOf(result);
    assertEquals([key, username], [image, expected]);
    assertEquals(JSON.parse(result.stdout).cacheKeyType, "Image");
  }
});

Deno.test("a private JWK signs, whatever else it says of its use", async () => {
  const uses = [
    { key_ops: ["sign", "verify"] },
    { key_ops: ["sign"], use: "sig", ext: false },
    { ext: true, x5t: "hunter2", made_by: { a: 1 } },
  ];
  for (const use of uses) {
    const key = JSON.stringify({ ...PRIVATE_JWK, ...use });
    const result = await run([], rule(), { stdin: request(IMAGE) }, key);
    const { password } = credentialsOf(result);
    await jwtVerify(password, PAIR.publicKey, CHECKS);
  }
  const exported = JSON.stringify(subtleJwk);
  const result = await run([], rule(), { stdin: request(IMAGE) }, exported);
  const { d: _private, key_ops: _operations, ...half } = subtleJwk;
  const verifier = await importJWK(half, "ES256");
  await jwtVerify(credentialsOf(result).password, verifier, CHECKS);
});
