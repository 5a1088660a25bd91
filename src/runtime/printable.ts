/**
 * Foreign text in a line for people.
 * @module
 */

/**
 * Puts a space in the place of what could forge lines or colours, or turn the
 * direction of a line: control characters, line ends and bidirectional controls
 * (Unicode, Cc, Zl, Zp and Bidi_Control of UAX #9).
 */
export function printable(text: string): string {
  // Ranges, because V8 looks up the sets of \p{…} before anything is printed.
  return text.replace(
    // deno-lint-ignore no-control-regex -- they are what is looked for
    /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g,
    " ",
  );
}
