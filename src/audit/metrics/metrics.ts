/**
 * Counts a run in the file that Prometheus gets to see.
 * @module
 */
import type { AuditRecord } from "../record.ts";
import { BOUNDS, FAMILIES } from "./families.ts";
import type { MetricsSettings } from "../../config/metrics.ts";
import { parseMetrics, renderMetrics, type Samples, seriesOf } from "./text.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { commitName } from "../../runtime/version.ts";

/** What is counted. */
export interface CountedRun {
  readonly record: AuditRecord;
  /** The names in the config; series of other registries are taken out. */
  readonly registries: readonly string[];
  /** Whether the webhook has the record; `undefined` where there is none. */
  readonly isDelivered: boolean | undefined;
}

/**
 * Counts a run.
 *
 * @returns Whether it is counted; see `Runtime.updateOpenFile()`.
 */
export async function countRun(
  run: CountedRun,
  { file }: MetricsSettings,
  runtime: Runtime,
): Promise<boolean> {
  return await runtime.updateOpenFile(file, (text) => {
    const samples = parseMetrics(text);
    keepNamed(samples, run.registries);
    count(samples, run);
    return renderMetrics(samples, Object.values(FAMILIES));
  });
}

// A name that left the config would stay forever, and every change add more.
function keepNamed(samples: Samples, registries: readonly string[]): void {
  const names = new Set(["", ...registries]);
  const { build } = FAMILIES;
  for (const series of [...samples.keys()]) {
    const [, registry = ""] = /\{registry="([^"]*)"/.exec(series) ?? [];
    const isOther = series.startsWith(`${build.name}{`);
    if (isOther || !names.has(registry)) samples.delete(series);
  }
}

function count(samples: Samples, { record, isDelivered }: CountedRun): void {
  const { code, cache, outcome, version } = record;
  const registry = record.rule ?? "";
  const provider = record.provider ?? "";
  const add = (
    { name }: { readonly name: string },
    labels: Parameters<typeof seriesOf>[1],
    more = 1,
  ): void => {
    const series = seriesOf(name, labels);
    samples.set(series, (samples.get(series) ?? 0) + more);
  };
  add(FAMILIES.requests, { registry, provider, outcome });
  if (code !== null) add(FAMILIES.failures, { registry, provider, code });
  if (cache !== null && cache !== "none") {
    add(FAMILIES.cache, { registry, result: cache });
  }
  observe(samples, FAMILIES.run.name, provider, record.totalMs);
  if (record.backendMs !== null) {
    observe(samples, FAMILIES.backend.name, provider, record.backendMs);
  }
  if (record.rule !== null) {
    const { lastFailure, lastSuccess } = FAMILIES;
    const last = outcome === "answered" ? lastSuccess : lastFailure;
    const seconds = Date.parse(record.time) / 1_000;
    samples.set(seriesOf(last.name, { registry }), seconds);
  }
  if (isDelivered !== undefined) {
    add(FAMILIES.undelivered, {}, isDelivered ? 0 : 1);
  }
  add(FAMILIES.build, { version, commit: commitName() });
}

// Buckets in their order, then the sum, then the count, which the last bucket
// repeats: so the format has it.
function observe(
  samples: Samples,
  name: string,
  provider: string,
  ms: number,
): void {
  const seconds = ms / 1_000;
  const more = (suffix: string, by: number, le?: string): void => {
    const labels = { provider, ...le !== undefined && { le } };
    const series = seriesOf(`${name}_${suffix}`, labels);
    const sum = (samples.get(series) ?? 0) + by;
    // Without the error that sums of fractions gather.
    samples.set(series, Math.round(sum * 1_000) / 1_000);
  };
  for (const bound of BOUNDS) {
    more("bucket", seconds <= bound ? 1 : 0, String(bound));
  }
  more("bucket", 1, "+Inf");
  more("sum", seconds);
  more("count", 1);
}
