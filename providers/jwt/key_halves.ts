/**
 * The two halves of a signing key: what the public one is, and whether the
 * private one belongs to it and works.
 * @module
 */
import {
  base64url,
  CompactSign,
  type CryptoKey,
  exportJWK,
  type JWK,
} from "jose";

/**
 * The public half of a private key.
 *
 * @throws {Error} Where the key is damaged, or may not leave the runtime.
 */
export async function publicHalf(key: CryptoKey): Promise<JWK> {
  const { kty, crv, x, y, n, e } = await exportJWK(key);
  const members = Object.entries({ kty, crv, x, y, n, e });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/**
 * Signs nothing, to see that the private half can: importing an RSA key does
 * not notice most damage.
 *
 * @throws {Error} Where it cannot.
 */
export async function trySigning(
  key: CryptoKey,
  algorithm: string,
): Promise<void> {
  await new CompactSign(new Uint8Array())
    .setProtectedHeader({ alg: algorithm }).sign(key);
}

/**
 * Whether two JWKs have one public half. Importing a JWK may pass over the
 * public half that it names, and derive its own.
 */
export function haveOneHalf(first: JWK, second: JWK): boolean {
  return (["x", "y", "n", "e"] as const).every((member) =>
    first[member] === second[member]
  );
}

/**
 * Bits of an RSA modulus, of which a runtime may only know the whole bytes.
 *
 * @returns `undefined` where it is no RSA key.
 */
export function modulusBits({ n }: JWK): number | undefined {
  if (n === undefined) return undefined;
  const bytes = base64url.decode(n);
  return 8 * bytes.length - Math.clz32(bytes[0] ?? 0) + 24;
}
