/**
 * The end of a token, as the service that gave it out tells it.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { endOf } from "./end.ts";

/**
 * A number of seconds (RFC 6749, `expires_in`), which some services write as text.
 *
 * @returns `undefined` where it is neither.
 */
export function secondsIn(said: unknown): number | undefined {
  if (typeof said === "number" && Number.isFinite(said)) return said;
  return typeof said === "string" && /^-?\d{1,15}$/.test(said)
    ? Number(said)
    : undefined;
}

/** RFC 3339, which is what services call a time. */
const TIME =
  /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * A time, in milliseconds since 1970.
 *
 * @returns `undefined` where it is none.
 */
export function timeIn(said: unknown): number | undefined {
  if (typeof said !== "string" || !TIME.test(said)) return undefined;
  const time = Date.parse(said.replace(" ", "T").toUpperCase());
  return Number.isNaN(time) ? undefined : time;
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
