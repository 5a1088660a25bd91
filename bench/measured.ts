/**
 * The cases of the program, measured against the floor.
 * @module
 */
import { answerOf, ENVIRONMENT } from "./asking.ts";
import type { Case } from "./cases.ts";
import { compare, type Comparison } from "./comparison.ts";
import { instructions } from "./instructions.ts";
import { FLOOR } from "./programs.ts";
import { type Job, measure } from "./runs.ts";

/** A case and what it took. */
export interface Measured extends Comparison {
  readonly name: string;
  /** In user mode; only where Valgrind is installed. */
  readonly instructions?: number;
}

/** Name of the empty program among the cases. */
export const FLOOR_NAME = "floor";

/**
 * Checks every case, and measures them beside the floor.
 *
 * @throws {Error} Where an answer is wrong.
 */
export async function measureCases(
  cases: readonly Case[],
  rounds: number,
): Promise<readonly Measured[]> {
  for (const one of cases) await one.check(await answerOf(one));
  const jobs = withFloor(cases);
  const runs = await measure(jobs, { rounds, env: ENVIRONMENT });
  return jobs.map(({ name }) => ({
    name,
    ...compare(runs, name, FLOOR_NAME),
  }));
}

/** Adds the number of instructions to each case. */
export async function withInstructions(
  measured: readonly Measured[],
  cases: readonly Case[],
): Promise<readonly Measured[]> {
  const jobs = withFloor(cases);
  const counted: Measured[] = [];
  for (const one of measured) {
    const job = jobs.find(({ name }) => name === one.name);
    const count = job && await instructions(job);
    counted.push(count === undefined ? one : { ...one, instructions: count });
  }
  return counted;
}

function withFloor(cases: readonly Case[]): readonly Job[] {
  const stdin = cases[0]?.stdin ?? "/dev/null";
  return [{ name: FLOOR_NAME, command: [FLOOR], stdin }, ...cases];
}
