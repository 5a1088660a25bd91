/**
 * Runs of two jobs, compared round by round.
 * @module
 */
import type { Run, Runs } from "./runs.ts";

/** A job's medians, and how they stand to those of another. */
export interface Comparison extends Run {
  /** Median of the ratios to the other job's wall time in the same round. */
  readonly wallRatio: number;
  /** The quartiles of these ratios: half of the rounds lie between them. */
  readonly wallRatioQuartiles: readonly [number, number];
  /** Median of the ratios of CPU time. */
  readonly cpuRatio: number;
  /** Median of the differences of peak memory. */
  readonly overMiB: number;
}

/**
 * Compares a job with another one of the same rounds.
 *
 * @throws {Error} Where one of them was not measured.
 */
export function compare(runs: Runs, name: string, other: string): Comparison {
  const own = runs.get(name);
  const theirs = runs.get(other);
  if (own === undefined || own.length !== theirs?.length) {
    throw new Error(`${name} and ${other} were not measured together`);
  }
  const pairs = (of: (one: Run, two: Run) => number) =>
    own.flatMap((one, at) => {
      const two = theirs[at];
      return two === undefined ? [] : [of(one, two)];
    });
  const ratios = pairs((one, two) => one.wallMs / two.wallMs);
  return {
    wallMs: median(own.map(({ wallMs }) => wallMs)),
    longestMs: median(own.map(({ longestMs }) => longestMs)),
    cpuMs: median(own.map(({ cpuMs }) => cpuMs)),
    peakMiB: median(own.map(({ peakMiB }) => peakMiB)),
    pageFaults: median(own.map(({ pageFaults }) => pageFaults)),
    wallRatio: median(ratios),
    wallRatioQuartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    cpuRatio: median(pairs((one, two) => one.cpuMs / two.cpuMs)),
    overMiB: median(pairs((one, two) => one.peakMiB - two.peakMiB)),
  };
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this part of the numbers lies, between two of them linearly. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}
