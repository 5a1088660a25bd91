/**
 * Go's `time.ParseDuration` and `Duration.String`, written down a second time:
 * digit by digit and in whole nanoseconds, to be compared with `src/format/duration.ts`.
 * @module
 */

const NANOSECONDS: readonly (readonly [string, bigint])[] = [
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
];

const LONGEST = 2n ** 63n - 1n;

/** Nanoseconds, a fraction of one cut off; `undefined` for an error. */
export function parseDuration(text: string): bigint | undefined {
  let rest = text;
  const isNegative = rest.startsWith("-");
  if (isNegative || rest.startsWith("+")) rest = rest.slice(1);
  if (rest === "0") return 0n;
  if (rest === "") return undefined;
  let total = 0n;
  while (rest !== "") {
    const whole = digitsAtStart(rest);
    rest = rest.slice(whole.length);
    let fraction = "";
    if (rest.startsWith(".")) {
      fraction = digitsAtStart(rest.slice(1));
      rest = rest.slice(1 + fraction.length);
    }
    if (whole === "" && fraction === "") return undefined;
    let end = 0;
    while (end < rest.length && !".0123456789".includes(rest.charAt(end))) {
      end += 1;
    }
    const unit = NANOSECONDS.find(([name]) => name === rest.slice(0, end));
    if (unit === undefined) return undefined;
    rest = rest.slice(end);
    total += BigInt(whole || "0") * unit[1] +
      BigInt(fraction || "0") * unit[1] / 10n ** BigInt(fraction.length);
    if (total > LONGEST) return undefined;
  }
  return isNegative ? -total : total;
}

function digitsAtStart(text: string): string {
  let end = 0;
  while (end < text.length && "0123456789".includes(text.charAt(end))) end += 1;
  return text.slice(0, end);
}
