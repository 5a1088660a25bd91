/**
 * Writes down what became of a request. Nothing that goes wrong here is told:
 * the answer is out already, and it counts.
 * @module
 */
import { auditRecord } from "./audit_record.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Notes } from "./notes.ts";
import type { Runtime } from "./runtime.ts";
import { versionNumber } from "./version.ts";

/** The most that the end of a run waits for a disk that hangs. */
const LONGEST_MS = 1_000;

/** What the notes do not say. */
export interface RunEnd {
  /** What was thrown; `undefined` where there was an answer. */
  readonly error: unknown;
  /** To the answer, in milliseconds; the start of the runtime does not count. */
  readonly totalMs: number;
}

/** Writes the record of a run, where the config wants one. Takes 1 s at most. */
export async function writeRecord(
  notes: Notes,
  end: RunEnd,
  runtime: Runtime,
): Promise<void> {
  const written = write(notes, end, runtime).catch(() => {});
  await Promise.race([written, runtime.sleep(LONGEST_MS)]);
}

async function write(
  notes: Notes,
  end: RunEnd,
  runtime: Runtime,
): Promise<void> {
  const { audit, credentials, rule } = notes;
  if (audit === undefined) return;
  const log = await runtime.openLog(audit.directory);
  if (log === undefined) {
    notes.trace?.(
      `the audit folder ${audit.directory} cannot be used: "validate" tells more`,
    );
    return;
  }
  const print = credentials && await fingerprint(
    [rule ?? "", credentials.username, credentials.password],
    await runtime.openCache(audit.directory),
    runtime,
  );
  const record = auditRecord(notes, {
    ...end,
    now: runtime.now(),
    version: versionNumber(),
    fingerprint: print,
  });
  await log.append(JSON.stringify(record), audit);
  notes.trace?.(`a line was written to the audit in ${audit.directory}`);
}
