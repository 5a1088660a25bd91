/**
 * Go duration text, the only form of a duration that the kubelet reads.
 * @module
 */

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3,
  "μs": 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** The longest Go duration: the largest int64, in milliseconds. */
const LONGEST_MS = 2 ** 63 / 1e6;

/**
 * Parses what Go's `time.ParseDuration` accepts: `300ms`, `-1.5h`, `2h45m`, `0`.
 *
 * @returns Milliseconds, possibly with a fraction; `undefined` for anything
 * else, so also for `1d`, a bare number and a value beyond int64 nanoseconds.
 */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === "0") return 0;
  if (rest === "") return undefined;
  let total = 0;
  // Part by part: one expression for all of a long text is too deep for V8.
  const part = /(\d{1,999}(?:\.\d{0,999})?|\.\d{1,999})(ns|us|µs|μs|ms|s|m|h)/y;
  while (part.lastIndex < rest.length) {
    const [, number, unit = ""] = part.exec(rest) ?? [];
    if (number === undefined) return undefined;
    total += Number(number) * (UNIT_MS[unit] ?? NaN);
  }
  return total < LONGEST_MS ? sign * total : undefined;
}
