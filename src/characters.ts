/**
 * Kinds of ASCII characters.
 *
 * Without a regular expression: a run uses each of them once, and pays for its
 * compilation, the first one for the engine as well. What every answer passes
 * through therefore uses none; see bench/levers.md.
 * @module
 */

/** Tells whether a code unit is one of 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Tells whether a code unit is one of a to z, in either case. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
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
