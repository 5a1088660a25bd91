/**
 * How long an answer may be kept.
 * @module
 */

/** The kubelet uses an answer to its last moment, and a pull goes on after that. */
const LEAST_MARGIN_MS = 30_000;
const LARGEST_MARGIN_MS = 5 * 60_000;

/**
 * The time for which the kubelet may keep credentials: the configured one, but
 * never longer than they live less a margin of a tenth of what is left, at
 * least 30 seconds and at most 5 minutes.
 *
 * @param configuredMs Milliseconds.
 * @param expiresAt Milliseconds since 1970; `undefined` for never.
 * @returns Milliseconds in whole seconds; 0 where nothing is left: the kubelet
 * then does not keep the answer.
 */
export function cacheDurationOf(
  configuredMs: number,
  expiresAt: number | undefined,
  now: number,
): number {
  if (expiresAt === undefined) return configuredMs;
  const left = expiresAt - now;
  const margin = Math.min(
    Math.max(left / 10, LEAST_MARGIN_MS),
    LARGEST_MARGIN_MS,
  );
  const usable = Math.floor((left - margin) / 1_000) * 1_000;
  return Math.max(0, Math.min(configuredMs, usable));
}
