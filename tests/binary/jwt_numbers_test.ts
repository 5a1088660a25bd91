/**
 * Numbers in claims: signed as they are written, or refused with their place.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { decodeJwt } from "jose";
import { assertFailure } from "../kit/failure.ts";
import { credentialsOf, rule, run } from "../kit/minting.ts";
import { request } from "../kit/program.ts";

const IMAGE = "r.example.com/team/app";
const SAYS =
  "is a number that JSON cannot hold as it is written: write it in plain decimal digits, at most 15 and without leading zeros, or put it in quotes as text";

Deno.test("validate names each number of the claims that would be signed as another one", async () => {
  const text = (await Deno.readTextFile(
    new URL("../testdata/jwt_number_claims.yaml", import.meta.url),
  )).replace("signing-key.pem", "FOLDER/key.pem");
  const result = await run(["validate", "--format=json"], text);
  assertEquals(result.code, 1);
  const { findings } = JSON.parse(result.stdout);
  assertEquals(
    findings.map((
      { severity, path, message }: Record<string, string>,
    ) => [severity, path, message]),
    ["account", "id", "inf"].map((claim) => [
      "error",
      `registries[0].jwt.claims.${claim}`,
      SAYS,
    ]),
  );
});

for (const number of ["012345670123", "9007199254740993", "1e400", "1.0"]) {
  Deno.test(`a claim that is written ${number} is refused with its place`, async () => {
    const text = rule(`claims: { a: [1, { b: ${number} }] }\n`);
    assertFailure(await run([], text, { stdin: request(IMAGE) }), {
      code: "CONFIG_INVALID",
      says: `registries[0].jwt.claims.a[1].b: ${SAYS}`,
    });
  });
}

Deno.test("a claim that is a plain number is signed as it is written", async () => {
  const numbers = ["0", "-7", "1.5", "123456789012345", "9007199254740991"];
  const text = rule(`claims: { a: [${numbers.join(", ")}] }\n`);
  const result = await run([], text, { stdin: request(IMAGE) });
  const { password } = credentialsOf(result);
  const [, payload = ""] = password.split(".");
  const json = new TextDecoder().decode(
    Uint8Array.fromBase64(payload, { alphabet: "base64url" }),
  );
  assertStringIncludes(json, `"a":[${numbers.join(",")}]`);
});

Deno.test("digits in quotes are signed as text", async () => {
  const text = rule(`claims: { account: "012345670123" }\n`);
  const result = await run([], text, { stdin: request(IMAGE) });
  const { password } = credentialsOf(result);
  assertEquals(decodeJwt(password)["account"], "012345670123");
});
