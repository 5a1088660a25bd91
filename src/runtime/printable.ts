/**
 * Foreign text in a line for people.
 * @module
 */

/**
 * Puts a space in the place of what could forge lines or colours, or turn the
 * direction of a line: control characters, line ends and bidirectional controls
 * (Unicode, UAX #9).
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
}
