/**
 * Writing Go duration text.
 * @module
 */

/**
 * Writes a duration so that Go reads the same value back, down to the millisecond.
 *
 * @param ms Milliseconds, not negative; a fraction is cut off.
 * @returns For instance `10m`, `1h30m`, `1.5s`, `0s`.
 */
export function formatGoDuration(ms: number): string {
  const whole = Math.floor(ms);
  if (whole < 1_000) return whole === 0 ? "0s" : `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole % 3_600_000 / 60_000);
  const seconds = whole % 60_000 / 1_000;
  return (hours ? `${hours}h` : "") + (minutes ? `${minutes}m` : "") +
    (seconds ? `${seconds}s` : "");
}
