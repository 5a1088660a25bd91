/**
 * Base64 (RFC 4648, section 4), read as forgivingly as `atob()` does.
 * @module
 */

/**
 * The bytes of a text in base64. White space is passed over, and padding at the
 * end may be missing.
 *
 * @returns `undefined` for any other text.
 */
export function decodeBase64(
  text: string,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    // Of V8 itself: the runtime compiles a module for the first atob().
    return Uint8Array.fromBase64(text);
  } catch {
    return undefined;
  }
}

/** The same of base64url (RFC 4648, section 5). */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  return decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
