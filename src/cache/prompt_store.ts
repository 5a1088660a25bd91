/**
 * A store that never keeps an answer waiting for a disk.
 * @module
 */
import { type CacheStore, NO_STORE } from "../runtime/cache_store.ts";

/**
 * A disk that works answers within milliseconds. The time is counted in short
 * pauses, of which a process sees the fewer, the longer it waits for a processor
 * itself: among many runs at once no disk may look like one that hangs.
 */
const PAUSE_MS = 100;
const PAUSES = 15;

/** Something that is waited for. */
interface Step {
  pauses: number;
  readonly end: () => void;
}

/**
 * A store that keeps nothing from the first time on that its disk, such as a
 * network file system whose server is gone, takes longer than a second and a half.
 *
 * @param opening Gives the store.
 */
export function promptStore(
  opening: Promise<CacheStore>,
  sleep: (ms: number) => Promise<void>,
): CacheStore {
  let current = opening;
  const patiently = patience(sleep);
  const within = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    const done = await patiently(work);
    if (done !== "late") return done;
    current = Promise.resolve(NO_STORE);
    return otherwise;
  };
  const store = async () => await within(current, NO_STORE);
  return {
    read: async (name) => await within((await store()).read(name), undefined),
    write: async (name, text) =>
      await within((await store()).write(name, text), false),
    tryExclusively: async (name, work) => {
      const chosen = await store();
      let isLate = false;
      const begun = Promise.withResolvers<void>();
      const turn = chosen.tryExclusively(name, async () => {
        // The lock came too late: the work is done, or being done, without it.
        if (isLate) return await new Promise<never>(() => {});
        begun.resolve();
        return await work();
      });
      const first = Promise.race([turn, begun.promise]);
      await patiently(first, () => isLate = true);
      if (!isLate) return await turn;
      current = Promise.resolve(NO_STORE);
      return await NO_STORE.tryExclusively(name, work);
    },
    list: async () => await (await store()).list(),
    remove: async (name) => await (await store()).remove(name),
  };
}

/**
 * Waits for one thing after another. All share one row of pauses, because a timer
 * costs more than what a disk does that works.
 *
 * @returns A function that gives `"late"` where its work takes longer than all
 * pauses, after it has called its second argument.
 */
function patience(sleep: (ms: number) => Promise<void>) {
  const waiting = new Set<Step>();
  let isCounting = false;
  const count = async (): Promise<void> => {
    if (isCounting) return;
    isCounting = true;
    while (waiting.size > 0) {
      await sleep(PAUSE_MS);
      // One more than PAUSES, because the first may have begun before the step.
      for (const step of waiting) if (step.pauses-- === 0) step.end();
    }
    isCounting = false;
  };
  return async <T>(
    work: Promise<T>,
    whenLate: () => void = () => {},
  ): Promise<T | "late"> => {
    const late = Promise.withResolvers<"late">();
    const step: Step = {
      pauses: PAUSES,
      end: () => {
        waiting.delete(step);
        whenLate();
        late.resolve("late");
      },
    };
    waiting.add(step);
    count();
    const done = work.finally(() => waiting.delete(step));
    return await Promise.race([done, late.promise]);
  };
}
