/**
 * What a suite of `make e2e` is: checks against something real that nobody here
 * wrote.
 *
 * A suite is a module `tests/e2e/NAME_check.ts` that exports what
 * {@linkcode Suite} says. The runner finds it by its file name.
 * @module
 */

/** The exports of a module `tests/e2e/NAME_check.ts`. */
export interface Suite {
  /** How it is called on the command line: `make e2e SUITES=NAME`. */
  readonly name: string;
  /** What has to be there, and where the suite fetches it from, in one line. */
  readonly needs: string;
  /** What it proves when all its checks pass, for docs/tested-with.md. */
  readonly proves: string;
  /** What near it stays unseen, for the same document. */
  readonly leaves: string;
  /** Takes so long that it runs only when it is named. */
  readonly isLong?: boolean;
  /**
   * Runs all checks. What it starts has ended when this returns, and nothing is
   * left on the machine but what it keeps below the cache folder.
   *
   * @throws Whatever breaks the suite itself; the runner counts one failure.
   */
  run(): Promise<Tally>;
}

/** What came of the checks of a suite. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** One line for each check that did not run: which, and why. */
  readonly skipped: readonly string[];
  /** The real things that it met, with their versions. */
  readonly met?: readonly string[];
}

/** Counts checks, and prints each with what came of it. */
export class Checks {
  #passed = 0;
  #failed = 0;
  readonly #skipped: string[] = [];
  readonly #met = new Set<string>();

  /** Keeps which real things are here, with their versions. */
  meet(...parts: readonly string[]): void {
    for (const part of parts) this.#met.add(part);
  }

  /** Runs one check, which fails by throwing. @returns Whether it has passed. */
  async check(name: string, body: () => Promise<void>): Promise<boolean> {
    try {
      await body();
      this.#passed++;
      console.log(`ok: ${name}`);
      return true;
    } catch (error) {
      this.#failed++;
      console.log(`FAILED: ${name}: ${error}`);
      return false;
    }
  }

  /** Counts checks that cannot run. */
  skip(names: readonly string[], why: string): void {
    this.#skipped.push(...names.map((name) => `${name}: ${why}`));
  }

  /** What came of all until now. */
  get tally(): Tally {
    return {
      passed: this.#passed,
      failed: this.#failed,
      skipped: [...this.#skipped],
      met: [...this.#met],
    };
  }
}

/** A folder that outlives a run, for what is fetched; `undefined` without a home. */
export function cacheFolder(): string | undefined {
  const cache = Deno.env.get("XDG_CACHE_HOME") ??
    (Deno.env.has("HOME") ? `${Deno.env.get("HOME")}/.cache` : undefined);
  return cache && `${cache}/registry-credential-provider`;
}
