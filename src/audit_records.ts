/**
 * All records of the audit, as they can be read back.
 * @module
 */
import type { AuditRecord } from "./audit_record.ts";
import type { LogFolder } from "./log_folder.ts";
import { isMapping } from "./schema.ts";

/** Every record of a log, the oldest first; lines that are none are passed over. */
export async function* auditRecords(
  log: LogFolder,
): AsyncIterable<AuditRecord> {
  for await (const text of log.read()) {
    for (const line of text.split("\n")) {
      const record = decodeRecord(line);
      if (record !== undefined) yield record;
    }
  }
}

// A line can be torn where a disk was full. What these tests do not tell apart
// is only printed.
function decodeRecord(line: string): AuditRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isMapping(value) && typeof value["time"] === "string" &&
        typeof value["outcome"] === "string" &&
        typeof value["totalMs"] === "number"
      ? value as unknown as AuditRecord
      : undefined;
  } catch {
    return undefined;
  }
}
