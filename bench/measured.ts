/**
 * Cases of the program, measured beside those of a baseline.
 * @module
 */
import { ENVIRONMENT } from "./asking.ts";
import { compare, type Comparison } from "./comparison.ts";
import { instructions } from "./instructions.ts";
import { type Job, measure } from "./runs.ts";

/** What a case took one program, compared with that program's reference. */
export interface Side extends Comparison {
  /** In user mode; only where Valgrind is installed. */
  readonly instructions: number | undefined;
  /** Ratio to those of the reference. */
  readonly instructionsRatio: number | undefined;
}

/** A case and what it took. */
export interface Measured {
  readonly name: string;
  readonly own: Side;
  /** The same of the baseline, and the program compared with it. */
  readonly baseline: Side | undefined;
  readonly beside: Comparison | undefined;
}

/** The same cases for the program and, where there is one, for the baseline. */
export interface Jobs {
  readonly own: readonly Job[];
  readonly baseline: readonly Job[];
}

/**
 * Measures all jobs in the same rounds, and counts their instructions afterwards.
 *
 * @param reference Name of the case that the others are compared with.
 */
export async function measureSides(
  { own, baseline }: Jobs,
  reference: string,
  rounds: number,
): Promise<readonly Measured[]> {
  const others = baseline.map((job) => ({
    ...job,
    name: ofBaseline(job.name),
  }));
  const all = [...own, ...others];
  const runs = await measure(all, { rounds, env: ENVIRONMENT });
  console.error("bench: times are taken, counting instructions");
  const counts = new Map<string, number | undefined>();
  for (const job of all) counts.set(job.name, await instructions(job));
  const side = (name: string, other: string): Side => {
    const [count, less] = [counts.get(name), counts.get(other)];
    return {
      ...compare(runs, name, other),
      instructions: count,
      instructionsRatio: count && less ? count / less : undefined,
    };
  };
  return own.map(({ name }) => {
    const other = ofBaseline(name);
    const isThere = runs.has(other);
    return {
      name,
      own: side(name, reference),
      baseline: isThere ? side(other, ofBaseline(reference)) : undefined,
      beside: isThere ? compare(runs, name, other) : undefined,
    };
  });
}

function ofBaseline(name: string): string {
  return `baseline: ${name}`;
}
