/**
 * How long a token from elsewhere is believed to live.
 * @module
 */

import { payloadOf } from "../jwt/payload.ts";

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

/**
 * The end that a token tells of itself (`exp`), but never later than its whole
 * life from now on (`iat`): the clock of this node may be behind.
 *
 * @returns `undefined` where it is no JWT, or tells no end.
 */
export function endOfJwt(token: string, now: number): number | undefined {
  const { expiresAt, claims } = payloadOf(token) ?? {};
  const issued = claims?.["iat"];
  if (expiresAt === undefined || typeof issued !== "number") return expiresAt;
  const lifeMs = expiresAt - issued * 1_000;
  return lifeMs > 0 ? Math.min(expiresAt, now + lifeMs) : expiresAt;
}
