/**
 * Where cache entries are kept: the port that the cache needs.
 * @module
 */

/** A folder of small files that only this user can read. */
export interface CacheStore {
  /**
   * An entry's text. `undefined` where there is none, and where it cannot be
   * trusted: a symbolic link, another owner, readable by others, too large.
   */
  read(name: string): Promise<string | undefined>;
  /** Replaces an entry in one step; `false` where that is not possible. */
  write(name: string, text: string): Promise<boolean>;
  /**
   * Runs `work` while no other process holds the lock of this entry.
   *
   * The lock ends with the process, however that ends.
   *
   * @returns `undefined` without running `work` where another process holds it.
   */
  tryExclusively<T>(
    name: string,
    work: () => Promise<T>,
  ): Promise<{ readonly result: T } | undefined>;
  /** Names of all entries, and of what was left of them by a process that was killed. */
  list(): Promise<readonly string[]>;
  /** Removes an entry, and what was left of it. */
  remove(name: string): Promise<void>;
}

/** A store for a machine where nothing can be kept. */
export const NO_STORE: CacheStore = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(false),
  tryExclusively: async (_name, work) => ({ result: await work() }),
  list: () => Promise.resolve([]),
  remove: () => Promise.resolve(),
};
