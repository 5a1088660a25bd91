/**
 * What the audit says of each registry.
 * @module
 */
import type { AuditRecord } from "./record.ts";

/** What became of the requests that a registry of the config answered for. */
export interface RuleSummary {
  /** Its name; `null` for requests that none matched. */
  readonly rule: string | null;
  readonly asks: number;
  readonly failures: number;
  /** Answers from the cache, those that could not be refreshed among them. */
  readonly hits: number;
  /** Requests for what can be cached, the hits among them. */
  readonly cacheable: number;
  /** Half of the runs took at most so many milliseconds. */
  readonly p50Ms: number;
  /** 99 of 100 runs took at most so many milliseconds. */
  readonly p99Ms: number;
}

/** One summary for each registry, by name; requests without one come last. */
export async function summarize(
  records: AsyncIterable<AuditRecord> | readonly AuditRecord[],
): Promise<readonly RuleSummary[]> {
  const tallies = new Map<string | null, Tally>();
  for await (const { rule, outcome, cache, totalMs } of records) {
    const tally = tallies.get(rule) ??
      { failures: 0, hits: 0, cacheable: 0, times: [] };
    tallies.set(rule, tally);
    tally.times.push(totalMs);
    if (cache !== null && cache !== "none") tally.cacheable++;
    if (outcome === "failed") tally.failures++;
    else if (cache === "hit" || cache === "stale") tally.hits++;
  }
  return [...tallies].sort(([a], [b]) => byName(a, b)).map(
    ([rule, { failures, hits, cacheable, times }]) => {
      times.sort((a, b) => a - b);
      return {
        rule,
        asks: times.length,
        failures,
        hits,
        cacheable,
        p50Ms: percentile(times, 50),
        p99Ms: percentile(times, 99),
      };
    },
  );
}

interface Tally {
  failures: number;
  hits: number;
  cacheable: number;
  readonly times: number[];
}

function byName(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

// The nearest rank: a time that some run really took.
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.ceil(sorted.length * percent / 100) - 1] ?? 0;
}
