/**
 * Certificates in PEM (RFC 7468).
 * @module
 */
import { decodeBase64 } from "./base64.ts";

const BEGIN = "-----BEGIN CERTIFICATE-----";
const BLOCK = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;

/**
 * The certificates of a text in their order, in DER. What stands between them is
 * passed over.
 *
 * @returns `undefined` where one of them is damaged: neither the others nor the
 * system's would be trusted beside it.
 */
export function certificatesIn(
  text: string,
): readonly Uint8Array<ArrayBuffer>[] | undefined {
  const whole = [...text.matchAll(BLOCK)].flatMap(([, base64 = ""]) => {
    const der = decodeBase64(base64);
    return der !== undefined && isWhole(der) ? [der] : [];
  });
  return whole.length === text.split(BEGIN).length - 1 ? whole : undefined;
}

/** A text without its certificates. */
export function withoutCertificates(text: string): string {
  return text.replaceAll(BLOCK, "");
}

// A SEQUENCE that ends where the bytes do (X.690, 8.1.3).
function isWhole(der: Uint8Array): boolean {
  const size = der[1] ?? 0;
  const digits = size < 0x80 ? [] : [...der.subarray(2, size - 0x80 + 2)];
  const length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
  const rest = der.length - 2 - digits.length;
  return der[0] === 0x30 && rest === (size < 0x80 ? size : length);
}
