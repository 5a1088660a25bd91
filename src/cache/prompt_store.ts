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
  const patience = async (): Promise<void> => {
    for (let pause = 0; pause < PAUSES; pause++) await sleep(PAUSE_MS);
  };
  const within = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    const late = patience().then((): "late" => "late");
    const done = await Promise.race([work, late]);
    if (done !== "late") return done as T;
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
      const state = { isBegun: false, isLate: false };
      const turn = chosen.tryExclusively(name, async () => {
        // The lock came too late: the work is done, or being done, without it.
        if (state.isLate) return await new Promise<never>(() => {});
        state.isBegun = true;
        return await work();
      });
      const late = patience().then(() => {
        state.isLate = !state.isBegun;
        return state.isLate;
      });
      const first = await Promise.race([turn.then(() => false), late]);
      if (!first) return await turn;
      current = Promise.resolve(NO_STORE);
      return await NO_STORE.tryExclusively(name, work);
    },
    list: async () => await (await store()).list(),
    remove: async (name) => await (await store()).remove(name),
  };
}
