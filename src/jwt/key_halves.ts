/**
 * The two halves of a signing key: what the public one is, and whether the
 * private one belongs to it.
 * @module
 */
import { base64url, type CryptoKey, exportJWK, type JWK } from "jose";

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
 * @returns `undefined` where it is not an RSA key.
 */
export function modulusBits({ n }: JWK): number | undefined {
  if (n === undefined) return undefined;
  const bytes = base64url.decode(n);
  return 8 * bytes.length - Math.clz32(bytes[0] ?? 0) + 24;
}
