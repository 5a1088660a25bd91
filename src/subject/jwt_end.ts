/**
 * How long a JWT lives, as it tells itself (RFC 7519).
 * @module
 */
import { payloadOf } from "../jwt/payload.ts";

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
