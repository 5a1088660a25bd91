/**
 * The certificate of an application, and the assertion that its key signs.
 *
 * Microsoft identity platform, "Application authentication certificate
 * credentials": PS256, and the SHA-256 thumbprint of the certificate as `x5t#S256`.
 * @module
 */
import {
  certificatesIn,
  withoutCertificates,
} from "../../src/format/certificates.ts";
import type { KeyChoice } from "../../src/jwt/key.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { readSecret } from "../../src/schema/read_secret.ts";
import type { Secret } from "../../src/schema/secret_value.ts";

/** A certificate with its key. */
export interface Certificate {
  /** The SHA-256 of its DER, in base64url. */
  readonly thumbprint: string;
  readonly choice: KeyChoice;
}

/** How long an assertion is valid, in seconds: the documents advise 5 to 10 minutes. */
const ASSERTION_S = 300;

/**
 * Reads a certificate. Of several the first counts, which is that of the key.
 *
 * @throws {ProviderError} `KEY_INVALID`, or the errors of secrets.
 */
export async function readCertificate(
  secret: Secret,
  runtime: Runtime,
): Promise<Certificate> {
  const text = await readSecret(secret, runtime);
  const [der] = certificatesIn(text) ?? [];
  if (der === undefined) {
    throw new ProviderError(
      "KEY_INVALID",
      `the certificate ${
        placeOf(secret)
      } holds no certificate in PEM: put the certificate and its private key into one text, both in PEM`,
    );
  }
  const digest = await crypto.subtle.digest("SHA-256", der);
  return {
    thumbprint: new Uint8Array(digest)
      .toBase64({ alphabet: "base64url", omitPadding: true }),
    choice: {
      key: { kind: "inline", value: withoutCertificates(text) },
      algorithm: "PS256",
      place: `beside the certificate ${placeOf(secret)}`,
    },
  };
}

/** An assertion for a token endpoint. */
export async function assertionFor(
  url: string,
  clientId: string,
  secret: Secret,
  runtime: Runtime,
): Promise<string> {
  const { thumbprint, choice } = await readCertificate(secret, runtime);
  const { signClaims } = await import("../../src/jwt/sign.ts");
  const now = Math.floor(runtime.now() / 1_000);
  return await signClaims(choice, { "x5t#S256": thumbprint }, {
    aud: url,
    iss: clientId,
    sub: clientId,
    jti: runtime.randomUuid(),
    nbf: now,
    iat: now,
    exp: now + ASSERTION_S,
  }, runtime);
}

function placeOf(secret: Secret): string {
  if (secret.kind === "file") return `in ${secret.path}`;
  return secret.kind === "env" ? `in ${secret.name}` : "in the config";
}
