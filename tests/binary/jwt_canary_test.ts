/**
 * No run that fails shows a secret: whatever the secret is in, and wherever it
 * comes from.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { request, type Result } from "../kit/program.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import { PRIVATE_JWK, requestOf, rule, run } from "../kit/minting.ts";

/** Letters and digits alone, so that it fits into base64 as well. */
const CANARY = "CANARY1234567890canary";
const IMAGE = "r.example.com/app";

function assertHidden(what: string, { code, stdout, stderr }: Result): void {
  assertEquals(code, 1, `${what} fails: ${stdout}`);
  const output = `${stdout}${stderr}`;
  for (const part of [CANARY, "CANARY", btoa(CANARY), CANARY.slice(6)]) {
    assert(!output.toLowerCase().includes(part.toLowerCase()), what + output);
  }
}

function pem(label: string): string {
  return `-----BEGIN ${label}-----\n${CANARY}\n-----END ${label}-----\n`;
}

const jwk = (more: Record<string, unknown>) =>
  JSON.stringify({ ...PRIVATE_JWK, ...more });

/** Keys that are refused, with the algorithm that they are given for. */
const KEYS: readonly (readonly [string, string, string])[] = [
  ["a text", CANARY, "ES256"],
  ["a damaged PEM", pem("PRIVATE KEY"), "ES256"],
  ["SEC1", pem("EC PRIVATE KEY"), "ES256"],
  ["PKCS#1", pem("RSA PRIVATE KEY"), "RS256"],
  ["an encrypted PEM", pem("ENCRYPTED PRIVATE KEY"), "ES256"],
  ["a PEM with the secret as label", pem(CANARY), "ES256"],
  ["a JWK that is no JSON", `{"d":"${CANARY}"`, "ES256"],
  ["a JWK with the secret as d", jwk({ d: CANARY }), "ES256"],
  ["a JWK with the secret as kty", jwk({ kty: CANARY }), "ES256"],
  ["a JWK with the secret as crv", jwk({ crv: CANARY }), "ES256"],
  ["a JWK with the secret as alg", jwk({ alg: CANARY }), "ES256"],
  ["a JWK with the secret as use", jwk({ use: CANARY }), "ES256"],
  ["a set of JWKs", JSON.stringify({ keys: [{ d: CANARY }] }), "ES256"],
  ["a shared secret that is too short", CANARY, "HS256"],
  ["a shared secret that is not base64", `${CANARY} !`, "HS256"],
  [
    "a JWK of a shared secret",
    JSON.stringify({ kty: "oct", k: CANARY }),
    "HS512",
  ],
];

for (const [what, key, algorithm] of KEYS) {
  Deno.test(`a key is in no output of a run that it makes fail: ${what}`, async () => {
    const sources = {
      file: "{ file: FOLDER/key.pem }",
      env: "{ env: SIGNING_KEY }",
      inline: JSON.stringify(key),
    };
    const commands = [
      [],
      ["get", IMAGE],
      ["get", "--format=json", IMAGE],
      ["validate"],
      ["validate", "--format=json"],
      ["jwt", "jwks"],
    ];
    const more = { stdin: request(IMAGE), env: { SIGNING_KEY: key } };
    for (const [source, written] of Object.entries(sources)) {
      const text = rule("", written).replace("ES256", algorithm);
      const results = await Promise.all(
        commands.map((args) => run(args, text, more, key)),
      );
      results.forEach((result, at) => {
        assertHidden(`${commands[at]?.join(" ")} (${source})`, result);
      });
    }
  });
}

Deno.test("a key that stands where it does not belong is in no output", async () => {
  const texts = [
    rule("", `{ kty: EC, d: ${CANARY} }`),
    rule("", `{ file: ${CANARY} }`),
    rule("", `{ env: "${CANARY}-" }`),
    rule("", `[${CANARY}]`),
    rule(`${CANARY}: 1\n`),
    rule(`lifetime: ${CANARY}\n`),
    rule(`subject: "\${${CANARY}}"\n`),
    rule(`claims: ${CANARY}\n`),
    rule().replace("ES256", CANARY),
  ];
  for (const text of texts) {
    for (const args of [[], ["validate"], ["jwt", "jwks"]]) {
      const result = await run(args, text, { stdin: request(IMAGE) });
      assertHidden(args.join(" "), result);
    }
  }
});

Deno.test("neither the service-account token nor an annotation is in the output of a run that fails", async () => {
  const token = `${
    serviceAccountToken({ sub: CANARY, "kubernetes.io": { namespace: CANARY } })
  }${CANARY}`;
  const [, payload = ""] = token.split(".");
  const annotations = { "example.com/a": CANARY, [CANARY]: "value" };
  const stdin = requestOf(IMAGE, token, annotations);
  const variable = (name: string) => rule(`subject: "\${${name}}"\n`);
  const runs: readonly [string, string, string?][] = [
    // A text with what the kubelet sent, and one thing that it did not send.
    [variable("serviceAccount.namespace} ${serviceAccount.name"), stdin],
    [
      variable(
        "serviceAccountAnnotations.example.com/a} ${serviceAccountAnnotations.b",
      ),
      stdin,
    ],
    [variable("serviceAccount.namespace"), stdin, "no key"],
    [variable("serviceAccountAnnotations.example.com/a"), stdin, "no key"],
    [rule("lifetime: 1s\n"), stdin],
    [rule(), stdin.slice(0, -1)],
    [rule(), stdin.replace("CredentialProviderRequest", CANARY)],
    [rule(), stdin.replace('"value"', `["${CANARY}"]`)],
    [rule(), stdin.replace(JSON.stringify(token), `["${token}"]`)],
    [rule(), stdin.replace(JSON.stringify(IMAGE), `"a b ${CANARY}"`)],
    [rule(), token],
  ];
  for (const [at, [text, input, key]] of runs.entries()) {
    const result = await run([], text, { stdin: input }, key);
    assertHidden(`run ${at}`, result);
    assert(!result.stderr.includes(payload), `run ${at}`);
  }
});
