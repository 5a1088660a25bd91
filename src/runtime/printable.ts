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
  // As ranges, because every run parses this, and a class of Unicode such as Cc takes long.
  return text.replace(
    // deno-lint-ignore no-control-regex -- replacing them is the purpose
    /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g,
    " ",
  );
}
