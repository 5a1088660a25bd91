/**
 * The audience of a token.
 * @module
 */

/**
 * Tells whether a token is for this audience alone: who receives one that is for
 * others as well can use it there.
 */
export function isForAlone(
  audiences: readonly string[],
  audience: string,
): boolean {
  return audiences.length === 1 && audiences[0] === audience;
}
