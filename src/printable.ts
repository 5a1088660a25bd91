/**
 * Foreign text in a line for people.
 * @module
 */

/** Replaces control characters, so that no input can forge lines or colours. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- removing them is the purpose
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
}
