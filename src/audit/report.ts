/**
 * What is done after an answer: it is recorded, sent and counted. Failures here
 * are only in the trace, because the answer is already out.
 * @module
 */
import { inTime, LONGEST_MS } from "./in_time.ts";
import { auditRecord } from "./record.ts";
import type { Notes } from "../lookup/notes.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { versionNumber } from "../runtime/version.ts";

/** What the notes do not say. */
export interface RunEnd {
  /** What was thrown; `undefined` where there was an answer. */
  readonly error: unknown;
  /** To the answer, in milliseconds; the start of the runtime does not count. */
  readonly totalMs: number;
}

/**
 * Does what the config wants done after a run. Takes 1.5 s at most where a disk
 * hangs, and with a webhook as much longer as its `timeout` allows.
 */
export async function reportRun(
  notes: Notes,
  end: RunEnd,
  runtime: Runtime,
): Promise<void> {
  const { timeoutMs = 0 } = notes.reports?.audit?.webhook ?? {};
  const done = doReport(notes, end, runtime).catch(() => {});
  await Promise.race([done, runtime.sleep(LONGEST_MS + timeoutMs)]);
}

async function doReport(
  notes: Notes,
  end: RunEnd,
  runtime: Runtime,
): Promise<void> {
  const { audit: settings, metrics, rules = [] } = notes.reports ?? {};
  const record = auditRecord(notes, {
    ...end,
    now: runtime.now(),
    version: versionNumber(),
    fingerprint: undefined,
  });
  let isDelivered: boolean | undefined;
  if (settings !== undefined) {
    const { audit } = await import("./audit.ts");
    isDelivered = await audit(record, settings, notes, runtime)
      .catch(() => undefined);
  }
  if (metrics === undefined) return;
  const { countRun } = await import("./metrics/metrics.ts");
  const registries = rules.map(({ name }) => name);
  const counting = countRun(
    { record, registries, isDelivered },
    metrics,
    runtime,
  );
  const isCounted = await inTime(counting, runtime).catch(() => false);
  const words = isCounted
    ? `the run is counted in ${metrics.file}`
    : `the run is not counted: ${metrics.file} cannot be written`;
  notes.trace?.({ words });
}
