/**
 * Time that passes.
 * @module
 */

/**
 * Waits. `setTimeout` would do the same, and the runtime compiles modules of Node
 * for it.
 */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    AbortSignal.timeout(ms).addEventListener("abort", () => resolve());
  });
}
