/**
 * `jwt keygen` of the compiled program.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { execute, program, request, type Result } from "../kit/program.ts";
import { withStateFolder, WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { assertFailure } from "../kit/failure.ts";
import { credentialsOf, rule, run } from "../kit/minting.ts";

function keygen(...args: string[]): Promise<Result> {
  return execute(WRITABLE_PROGRAM, ["jwt", "keygen", ...args]);
}

const PUBLIC_MEMBERS: { readonly [algorithm: string]: readonly string[] } = {
  ES256: ["alg", "crv", "kid", "kty", "use", "x", "y"],
  ES384: ["alg", "crv", "kid", "kty", "use", "x", "y"],
  RS256: ["alg", "e", "kid", "kty", "n", "use"],
  PS256: ["alg", "e", "kid", "kty", "n", "use"],
  EdDSA: ["alg", "crv", "kid", "kty", "use", "x"],
};

for (const algorithm of Object.keys(PUBLIC_MEMBERS)) {
  Deno.test(`jwt keygen makes a key for ${algorithm} with mode 0600; its tokens verify against the JWKS that it prints`, async () => {
    await withStateFolder(async (folder) => {
      const key = `${folder}/new/key.pem`;
      const made = await keygen(`--algorithm=${algorithm}`, `--output=${key}`);
      assertEquals(made.code, 0, made.stderr);
      assertStringIncludes(made.stderr, `${key} (mode 0600)`);
      assertEquals(((await Deno.stat(key)).mode ?? 0) & 0o7777, 0o600);
      const jwks = JSON.parse(made.stdout);
      const [jwk] = jwks.keys;
      assertEquals(Object.keys(jwk).sort(), PUBLIC_MEMBERS[algorithm]);
      assertEquals([jwk.alg, jwk.use], [algorithm, "sig"]);
      assertEquals(jwk.kid, await calculateJwkThumbprint(jwk));
      const text = rule("", `{ file: ${key} }`).replace("ES256", algorithm);
      const stdin = request("r.example.com/a");
      const { password } = credentialsOf(await run([], text, { stdin }));
      const keys = createLocalJWKSet(jwks);
      const { payload } = await jwtVerify(password, keys);
      assertEquals(payload.iss, "https://nodes.example.com");
      const printed = await run(["jwt", "jwks"], text);
      assertEquals(JSON.parse(printed.stdout), jwks);
    });
  });
}

Deno.test("jwt keygen makes ES256 where nothing else is said, and a shared secret has no public half", async () => {
  await withStateFolder(async (folder) => {
    const made = await keygen(`--output=${folder}/key.pem`);
    assertEquals(JSON.parse(made.stdout).keys[0].alg, "ES256");
    for (const [algorithm, bytes] of [["HS256", 32], ["HS512", 64]] as const) {
      const path = `${folder}/${algorithm}`;
      const shared = await keygen(
        `--algorithm=${algorithm}`,
        `--output=${path}`,
      );
      assertEquals(JSON.parse(shared.stdout), { keys: [] });
      const text = (await Deno.readTextFile(path)).trim();
      assertEquals(Uint8Array.fromBase64(text).length, bytes);
      assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o7777, 0o600);
    }
  });
});

Deno.test("jwt keygen prints nothing of the private key", async () => {
  await withStateFolder(async (folder) => {
    for (const algorithm of ["ES256", "HS256"]) {
      const path = `${folder}/${algorithm}`;
      const made = await keygen(`--algorithm=${algorithm}`, `--output=${path}`);
      const lines = (await Deno.readTextFile(path)).split("\n")
        .filter((line) => line.length > 20 && !line.startsWith("---"));
      assert(lines.length > 0);
      for (const line of lines) {
        assert(!`${made.stdout}${made.stderr}`.includes(line));
      }
    }
  });
});

Deno.test("jwt keygen leaves an existing file as it is", async () => {
  await withStateFolder(async (folder) => {
    const key = `${folder}/key.pem`;
    await Deno.writeTextFile(key, "old");
    assertFailure(await keygen(`--output=${key}`), {
      code: "KEY_INVALID",
      says: `${key} exists and is left as it is`,
    });
    assertEquals(await Deno.readTextFile(key), "old");
    // A dangling link could send the key to where others can read it.
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/link`);
    assertEquals((await keygen(`--output=${folder}/link`)).code, 1);
    assertEquals(
      await Deno.stat(`${folder}/elsewhere`).catch(() => "none"),
      "none",
    );
  });
});

Deno.test("jwt keygen writes nowhere else, and names the command for that", async () => {
  const folder = await Deno.makeTempDir({ prefix: "rcp-test-" });
  try {
    const output = `--output=${folder}/key.pem`;
    assertFailure(await program(["jwt", "keygen", output]), {
      code: "KEY_INVALID",
      says:
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE",
    });
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("jwt keygen refuses a relative path and an unknown algorithm", async () => {
  await withStateFolder(async (folder) => {
    for (
      const [arg, says] of [
        ["--output=key.pem", "--output must be an absolute path"],
        ["--algorithm=none", "--algorithm must be one of ES256, "],
      ] as const
    ) {
      const args = ["jwt", "keygen", arg];
      const result = await execute(WRITABLE_PROGRAM, args, { cwd: folder });
      assertFailure(result, { code: "USAGE", says });
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});
