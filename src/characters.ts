/**
 * Kinds of ASCII characters.
 *
 * Without regular expressions: V8 compiles each one before its first use, and
 * most answers use it once.
 * @module
 */

/** Tells whether a code unit is one of 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Tells whether a text has nothing but digits. */
export function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) return false;
  }
  return true;
}

/** Tells whether a text has nothing but hexadecimal digits in lower case. */
export function isHex(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && (code < 97 || code > 102)) return false;
  }
  return true;
}

/** Tells whether a text has nothing but ASCII letters, digits and `others`. */
export function isMadeOf(text: string, others: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const lower = code | 32;
    // Both tests in place: this loop sees nearly every character of a config.
    if ((lower >= 97 && lower <= 122) || (code >= 48 && code <= 57)) continue;
    if (!others.includes(text.charAt(at))) return false;
  }
  return true;
}
