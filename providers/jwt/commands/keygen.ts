/**
 * `jwt keygen`: a new signing key.
 * @module
 */
import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
} from "jose";
import type { Context, Invocation, Outcome } from "../../../src/cli/command.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { OWN_FOLDERS } from "../../../src/runtime/own_folders.ts";
import {
  ALGORITHMS,
  isAlgorithm,
  type KeyNeed,
} from "../../../src/jwt/algorithms.ts";

const DEFAULT_OUTPUT = "/var/lib/registry-credential-provider/signing-key.pem";

/** Runs the command: the private key into a new file (0600), the public one to standard output. */
export async function run(
  { options }: Invocation,
  { runtime }: Context,
): Promise<Outcome> {
  const algorithm = options["algorithm"] ?? "ES256";
  const output = options["output"] ?? DEFAULT_OUTPUT;
  if (!isAlgorithm(algorithm)) {
    throw new Error("the command line takes no other algorithm");
  }
  if (!output.startsWith("/")) {
    throw new ProviderError(
      "USAGE",
      "--output must be an absolute path, one that begins with /",
    );
  }
  const need: KeyNeed = ALGORITHMS[algorithm];
  const { text, keys } = need.kty === "oct"
    ? { text: randomSecret(need.least ?? 64), keys: [] }
    : await keyPair(algorithm);
  const failure = await runtime.writeNewFile(output, text);
  if (failure !== undefined) {
    throw new ProviderError(
      "KEY_INVALID",
      failure === "exists"
        ? `${output} exists and is left as it is: give another --output, or remove it first`
        : `${output} cannot be written: the program may write only below ${
          OWN_FOLDERS.join(", ")
        }; elsewhere use "${need.openssl} -out FILE"`,
    );
  }
  return {
    stdout: `${JSON.stringify({ keys }, null, 2)}\n`,
    notice: `the private key is in ${output} (mode 0600)`,
  };
}

async function keyPair(
  algorithm: string,
): Promise<{ text: string; keys: readonly unknown[] }> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, {
    extractable: true,
    modulusLength: 3072,
  });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    text: await exportPKCS8(privateKey),
    keys: [{ ...jwk, kid, alg: algorithm, use: "sig" }],
  };
}

function randomSecret(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return `${btoa(String.fromCharCode(...random))}\n`;
}
