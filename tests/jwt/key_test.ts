/**
 * Which keys are taken, and what is said of the others. Remedies that name a
 * command are tried with that command.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  kindOf,
  refusal,
  testWithOpenssl as test,
} from "../kit/jwt/loading.ts";
import { keyOf, openssl } from "../kit/jwt/openssl.ts";

/** Follows a remedy: runs the openssl command in quotes on a key in a file. */
async function follow(
  remedy: string,
  key: string,
  more: readonly string[] = [],
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-test-" });
  try {
    await Deno.writeTextFile(`${folder}/old.pem`, key);
    const [, command = ""] = /"openssl ([^"]*)"/.exec(remedy) ?? [];
    const args = command.split(" ").map((word) =>
      ({ FILE: `${folder}/old.pem`, NEW_FILE: `${folder}/new.pem` })[word] ??
        word
    );
    await openssl([...args, ...more]);
    return await Deno.readTextFile(`${folder}/new.pem`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

test("a SEC1 key is refused with the command that converts it", async () => {
  const pkcs8 = await keyOf("P-256");
  const sec1 = await openssl("ec", pkcs8);
  assertStringIncludes(sec1, "BEGIN EC PRIVATE KEY");
  const withParameters = await openssl(
    "ecparam -name prime256v1 -genkey",
  );
  assertStringIncludes(withParameters, "BEGIN EC PARAMETERS");
  for (const key of [sec1, withParameters]) {
    const message = await refusal(key, "ES256");
    assertStringIncludes(message, "is in SEC1 form: convert it");
    assertEquals(await kindOf(await follow(message, key), "ES256"), "P-256");
  }
});

test("a key with backslash and n for line ends is refused with the command that mends it", async () => {
  const key = (await keyOf("P-256")).replaceAll("\n", "\\n");
  const message = await refusal(key, "ES256");
  const [, command = ""] = /"(sed [^"]*) FILE > NEW_FILE"/.exec(message) ?? [];
  const sed = new Deno.Command("/bin/sh", {
    args: ["-c", `printf '%s' "$0" | ${command}`, key],
  });
  const { stdout } = await sed.output();
  assertEquals(
    await kindOf(new TextDecoder().decode(stdout), "ES256"),
    "P-256",
  );
});

test("a PKCS#1 key is refused with the command that converts it", async () => {
  const pkcs1 = await openssl("rsa -traditional", await keyOf("RSA"));
  assertStringIncludes(pkcs1, "BEGIN RSA PRIVATE KEY");
  const message = await refusal(pkcs1, "RS256");
  assertStringIncludes(message, "is in PKCS#1 form: convert it");
  assertEquals(await kindOf(await follow(message, pkcs1), "RS256"), "RSA");
});

test("an encrypted key is refused with the command that decrypts it", async () => {
  const encrypted = await openssl(
    "pkcs8 -topk8 -passout pass:hunter2",
    await keyOf("P-384"),
  );
  assertStringIncludes(encrypted, "BEGIN ENCRYPTED PRIVATE KEY");
  const message = await refusal(encrypted, "ES384");
  assertStringIncludes(message, "is encrypted");
  const plain = await follow(message, encrypted, ["-passin", "pass:hunter2"]);
  assertEquals(await kindOf(plain, "ES384"), "P-384");
});

test("a public key and a certificate are refused: the private key is needed", async () => {
  const pkcs8 = await keyOf("P-256");
  const publicKey = await openssl("pkey -pubout", pkcs8);
  assertEquals(
    await refusal(publicKey, "ES256"),
    "is a public key: the private one is needed",
  );
  const certificate = await openssl(
    "req -x509 -key /dev/stdin -subj /CN=node -days 1",
    pkcs8,
  );
  assertEquals(
    await refusal(certificate, "ES256"),
    "is a certificate: the private key is needed",
  );
});

test("text around the PKCS#8 key is passed over (RFC 7468 section 2)", async () => {
  const key = await keyOf("P-256");
  const certificate = await openssl(
    "req -x509 -key /dev/stdin -subj /CN=node -days 1",
    key,
  );
  const forms = [
    `Bag Attributes\n    friendlyName: node\n${key}`,
    key + certificate,
    certificate + key,
    key.replaceAll("\n", "\r\n"),
    `\n\n${key}\n\n`,
  ];
  for (const form of forms) assertEquals(await kindOf(form, "ES256"), "P-256");
});

Deno.test("a key of OpenSSH, and a text that is no key, are refused with what to do", async () => {
  const openssh =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
  assertStringIncludes(
    await refusal(openssh, "EdDSA"),
    'make a new key with "registry-credential-provider jwt keygen"',
  );
  for (const text of ["hunter2-hunter2-hunter2-hunter2", "null", "[]"]) {
    assertEquals(
      await refusal(text, "ES256"),
      "is in no known form: PEM (PKCS#8), a JWK, or base64 for HS… are",
    );
  }
});

test("a key of another kind is refused with the command that makes the right one", async () => {
  const table = [
    ["ES256", "P-384", "EC P-384"],
    ["ES384", "P-256", "EC P-256"],
    ["ES512", "P-384", "EC P-384"],
    ["ES256", "RSA", "RSA"],
    ["RS256", "P-521", "EC P-521"],
    ["PS512", "Ed25519", "OKP Ed25519"],
    ["EdDSA", "P-256", "EC P-256"],
    ["ES256", "secp256k1", "damaged or another kind of key"],
    ["EdDSA", "Ed448", "damaged or another kind of key"],
    ["EdDSA", "X25519", "damaged or another kind of key"],
    ["PS256", "RSA-PSS", "damaged or another kind of key"],
  ] as const;
  for (const [algorithm, kind, found] of table) {
    const message = await refusal(await keyOf(kind), algorithm);
    assertStringIncludes(message, `is ${found}: ${algorithm} needs `);
    const [, command = ""] = /"openssl ([^"]*) -out FILE"/.exec(message) ?? [];
    assertEquals(
      typeof await kindOf(await openssl(command), algorithm),
      "string",
    );
  }
});

test("an RSA key of less than 2048 bits is refused with its length (RFC 7518 section 3.3)", async () => {
  for (const bits of [1024, 2047] as const) {
    const key = await keyOf(`RSA ${bits}`);
    for (const algorithm of ["RS256", "PS384"] as const) {
      assertEquals(
        await refusal(key, algorithm),
        `has ${bits} bits, and at least 2048 are needed: make one with "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out FILE"`,
      );
    }
  }
});
