/**
 * Generated cases: how many there are of each kind, and how they are run so
 * that a failure can be repeated.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FUZZ_COUNTS } from "../../tools/paths.ts";

/**
 * How many cases `make test` runs of each kind. Those of the functions take
 * microseconds, those of the program a start each.
 */
export const PLAN = {
  "patterns against the kubelet's rule": 5_000,
  "patterns of any characters": 3_000,
  "durations against Go's rule": 3_000,
  "durations written and read": 1_000,
  "image references": 1_500,
  "image references against their grammar": 5_000,
  "requests": 2_000,
  "configs of any shape": 1_500,
  "configs with an audit and metrics of any shape": 1_000,
  "configs with damaged text": 1_000,
  "docker config files": 1_500,
  "cache entries": 1_500,
  "signing keys": 400,
  "service-account tokens": 600,
  "answers of a backend": 400,
  "command lines": 1_000,
  "program: requests": 60,
  "program: configs": 60,
  "program: docker config files": 30,
  "program: signing keys": 30,
  "program: cache files": 50,
  "program: backends": 60,
  "program: command lines": 40,
} as const;

/** The kind of a case. */
export type Kind = keyof typeof PLAN;

const PLANNED = Object.values<number>(PLAN).reduce((sum, one) => sum + one, 0);

// One seed for all, so that a failure in CI is the same one here. `make fuzz` draws another.
const SEED = Number(Deno.env.get("FUZZ_SEED") || 20_260_723);
const CASES = Number(Deno.env.get("FUZZ_CASES") || PLANNED);
assert(Number.isInteger(SEED), "FUZZ_SEED is no whole number");
assert(CASES > 0, "FUZZ_CASES is no count");

/** The cases of a kind in this run. */
export function casesOf(kind: Kind): number {
  return Math.max(1, Math.round(PLAN[kind] * CASES / PLANNED));
}

/**
 * A test that holds for every generated value.
 *
 * A failure names seed and path, and the smallest value that still fails;
 * `FUZZ_SEED` repeats it. Values that failed once are kept as `examples`, and
 * are tried first.
 */
export function fuzz<T>(
  kind: Kind,
  values: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
  examples: readonly T[] = [],
): void {
  const numRuns = casesOf(kind) + examples.length;
  Deno.test(`fuzz: ${kind} (${numRuns} cases, seed ${SEED})`, async () => {
    let count = 0;
    const property = fc.asyncProperty(values, async (value) => {
      count += 1;
      await holds(value);
    });
    await fc.assert(property, {
      numRuns,
      seed: SEED,
      examples: examples.map((value): [T] => [value]),
    });
    assertEquals(count, numRuns);
    await Deno.mkdir(FUZZ_COUNTS, { recursive: true });
    const name = kind.replaceAll(/[^a-z]+/g, "-");
    await Deno.writeTextFile(`${FUZZ_COUNTS}/${name}`, `${count}\n`);
  });
}

/** Text near to a given one: some characters are taken away, added or doubled. */
export function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const character = fc.oneof(
    fc.constantFrom(..."\0\t\n\r \"'\\/:@#?%&*[]{}<>|-.,=+_~^$!`"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  );
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.constantFrom(0, 0, 1, 2, 9),
    add: fc.oneof(character, fc.constant("")),
  });
  return fc.tuple(text, fc.array(change, { maxLength: 4 })).map(
    ([start, changes]) =>
      changes.reduce((now, { at, drop, add }) => {
        const index = Math.floor(at * now.length);
        return now.slice(0, index) + add + now.slice(index + drop);
      }, start),
  );
}
