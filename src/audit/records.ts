/**
 * All records of the audit, as they can be read back.
 * @module
 */
import type { AuditRecord } from "./record.ts";
import { type ConfigSource, openConfig } from "../lookup/open_config.ts";
import type { LogFolder } from "../runtime/log_folder.ts";
import { jsonObject } from "../format/json_object.ts";

/** The audit of a node. */
export interface Audit {
  /** Every record, the oldest first; none where the folder cannot be trusted. */
  readonly records: AsyncIterable<AuditRecord> | readonly AuditRecord[];
  /** What a person is told where there is no record. */
  readonly emptyText: string;
}

/**
 * Opens the audit that a config names.
 *
 * @returns What a person is told, where the config has none.
 * @throws {ProviderError} Where the config cannot be used.
 */
export async function openAudit(
  source: ConfigSource,
): Promise<Audit | string> {
  const { audit } = await openConfig(source);
  if (audit === undefined) {
    return 'The audit is off: "audit: {}" in the config turns it on.';
  }
  const { directory } = audit;
  if (directory === undefined) {
    return 'The audit writes no file: its "directory" is off.';
  }
  const log = await source.runtime.openLog(directory);
  return {
    records: log === undefined ? [] : auditRecords(log),
    emptyText: `Nothing that this user can read is in ${directory}.`,
  };
}

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
  const value = jsonObject(line);
  return typeof value?.["time"] === "string" &&
      typeof value["outcome"] === "string" &&
      typeof value["totalMs"] === "number"
    ? value as unknown as AuditRecord
    : undefined;
}
