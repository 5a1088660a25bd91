/**
 * How long a token from elsewhere is believed to live.
 * @module
 */

/** The longest life of a registry's token that is believed: 12 hours, as ECR's. */
export const LONGEST_LIFE_MS = 12 * 3_600_000;

/**
 * The end of a token, in milliseconds since 1970. A token that tells none is
 * used once, so it ends now.
 *
 * @param said What was said of it, which nobody has checked.
 */
export function endOf(said: number | undefined, now: number): number {
  return said === undefined ? now : Math.min(said, now + LONGEST_LIFE_MS);
}
