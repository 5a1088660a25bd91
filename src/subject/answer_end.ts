/**
 * The end of a token, as the service that gave it out tells it.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { endOf } from "./end.ts";

/**
 * The end that a number of seconds tells (RFC 6749, `expires_in`), in
 * milliseconds since 1970. Some services write the number as text.
 *
 * @returns `undefined` where it is neither.
 */
export function endAfter(seconds: unknown, now: number): number | undefined {
  const number = typeof seconds === "string" && /^\d{1,15}$/.test(seconds)
    ? Number(seconds)
    : seconds;
  return typeof number === "number" && Number.isFinite(number)
    ? now + number * 1_000
    : undefined;
}

/**
 * The end that a point in time tells (RFC 3339), in milliseconds since 1970.
 *
 * @returns `undefined` where it is none.
 */
export function endAt(time: unknown): number | undefined {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
  if (typeof time !== "string" || !form.test(time)) return undefined;
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * The end of a token that was given out just now: at most twelve hours from now.
 * One that tells none is used once.
 *
 * @param who Who gave it out, as a sentence begins.
 * @throws {ProviderError} `BACKEND_UNAVAILABLE` where it has passed: a registry
 * would refuse the token.
 */
export function futureEnd(
  end: number | undefined,
  who: string,
  now: number,
): number {
  if (end === undefined || end > now) return endOf(end, now);
  throw new ProviderError(
    "BACKEND_UNAVAILABLE",
    `${who} gives out a token that has expired already: synchronise the clock of this node`,
  );
}
