/**
 * The time that a run may take.
 * @module
 */

/** Half of the 60 s after which the kubelet kills a plugin without logging why. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Lets something work until it is late.
 *
 * @param work Gets a signal that tells it to stop.
 * @throws {ProviderError} `DEADLINE_EXCEEDED`, and what `work` throws.
 */
export function withinDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(ms).addEventListener("abort", async () => {
      const { ProviderError } = await import("./errors.ts");
      const error = new ProviderError(
        "DEADLINE_EXCEEDED",
        `no answer within ${
          ms / 1000
        } s: standard input stayed open, or a file or backend did not respond; --timeout sets the limit`,
      );
      reject(error);
      controller.abort(error);
    });
  });
  return Promise.race([work(controller.signal), late]);
}
