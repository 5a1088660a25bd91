/**
 * UTF-8, strictly.
 * @module
 */

/** Text without its byte order mark, or `undefined` where it is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
