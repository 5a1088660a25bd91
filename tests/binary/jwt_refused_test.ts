/**
 * Keys and sections for which the compiled program has no token to give.
 * @module
 */
import { assertEquals } from "@std/assert";
import { request } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";
import { PEM, rule, run } from "../kit/minting.ts";

const IMAGE = "r.example.com/team/app";

const SEC1 =
  "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----";

const FAILURES = [
  [
    "a key in SEC1 form",
    rule(),
    SEC1,
    "KEY_INVALID",
    "openssl pkcs8 -topk8 -nocrypt",
  ],
  [
    "a key file that is missing",
    rule("", "{ file: /none/key }"),
    PEM,
    "SECRET_UNREADABLE",
    "/none/key",
  ],
  [
    "a key in a variable that is not set",
    rule("", "{ env: NONE }"),
    PEM,
    "SECRET_UNREADABLE",
    "NONE",
  ],
  [
    "a variable without a value",
    rule(`subject: "\${serviceAccount.name}"\n`),
    PEM,
    "VARIABLE_UNAVAILABLE",
    "${serviceAccount.name}",
  ],
  [
    "an unknown variable",
    rule(`subject: "\${repositry}"\n`),
    PEM,
    "CONFIG_INVALID",
    "did you mean ${repository}?",
  ],
  [
    "the image in the audience",
    rule().replace("audience: registry", `audience: "\${image}"`),
    PEM,
    "CONFIG_INVALID",
    "audience: may only use ${node}",
  ],
  [
    "a claim that is registered",
    rule("claims: { exp: 1 }\n"),
    PEM,
    "CONFIG_INVALID",
    'which "lifetime" sets',
  ],
  [
    "a lifetime of more than a day",
    rule("lifetime: 25h\n"),
    PEM,
    "CONFIG_INVALID",
    "from 1m to 24h",
  ],
  [
    "a key whose line ends are a backslash and an n",
    rule(),
    PEM.replaceAll("\n", "\\n"),
    "KEY_INVALID",
    String.raw`has the two characters \n where its lines should end`,
  ],
  [
    "another algorithm",
    rule().replace("ES256", "RS256"),
    PEM,
    "KEY_INVALID",
    "RS256 needs an RSA key",
  ],
] as const;

for (const [what, text, key, code, says] of FAILURES) {
  Deno.test(`${what} is ${code}, and no answer`, async () => {
    const result = await run([], text, { stdin: request(IMAGE) }, key);
    assertFailure(result, { code, says });
  });
}

Deno.test("validate refuses a key that does not fit, and warns of one that others can read", async () => {
  const other = await run(["validate"], rule(), {}, SEC1);
  assertEquals(other.code, 1);
  assertEquals(other.stdout.includes("is in SEC1 form"), true, other.stdout);
  const folder = await Deno.makeTempDir({ prefix: "rcp-test-" });
  try {
    const key = `${folder}/open.pem`;
    await Deno.writeTextFile(key, PEM);
    await Deno.chmod(key, 0o644);
    const open = await run(["validate"], rule("", `{ file: ${key} }`));
    assertEquals(open.code, 0);
    assertEquals(open.stdout.includes(`chmod 600 ${key}`), true, open.stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
