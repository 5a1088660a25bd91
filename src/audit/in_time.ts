/**
 * The end of a run does not wait for a disk that hangs.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";

/** The most that it waits, in milliseconds. */
export const LONGEST_MS = 1_500;

/** What work on a disk gives; `undefined` where that takes too long. */
export async function inTime<T>(
  work: Promise<T>,
  { sleep }: Pick<Runtime, "sleep">,
): Promise<T | undefined> {
  return await Promise.race([work, sleep(LONGEST_MS).then(() => undefined)]);
}
