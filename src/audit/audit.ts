/**
 * Records what became of a request, in the file and at the webhook.
 * @module
 */
import type { AuditSettings } from "../config/audit.ts";
import type { AuditRecord } from "./record.ts";
import { fingerprint } from "./fingerprint.ts";
import { inTime } from "./in_time.ts";
import type { Notes } from "../lookup/notes.ts";
import type { Runtime } from "../runtime/runtime.ts";

/**
 * Gives a record to the file and to the webhook of the config, at the same time.
 *
 * @param record Still without the fingerprint of the credentials.
 * @returns Whether the webhook has it; `undefined` where there is none.
 */
export async function audit(
  record: AuditRecord,
  settings: AuditSettings,
  notes: Notes,
  runtime: Runtime,
): Promise<boolean | undefined> {
  const print = await inTime(printOf(settings, notes, runtime), runtime)
    .catch(() => undefined);
  const whole = { ...record, fingerprint: print ?? null };
  const written = inTime(writeRecord(whole, settings, notes, runtime), runtime)
    .catch(() => {});
  const told: string[] = [];
  const isDelivered = await sendRecord(whole, settings, told, runtime);
  await written;
  // In a fixed order, whichever was quicker.
  for (const words of told) notes.trace?.({ words });
  return isDelivered;
}

async function printOf(
  { directory, webhook }: AuditSettings,
  { credentials, rule }: Notes,
  runtime: Runtime,
): Promise<string | undefined> {
  const folder = directory ?? webhook?.stateDirectory;
  if (credentials === undefined || folder === undefined) return undefined;
  return await fingerprint(
    [rule ?? "", credentials.username, credentials.password],
    await runtime.openCache(folder),
    runtime,
  );
}

async function writeRecord(
  record: AuditRecord,
  { directory, ...limits }: AuditSettings,
  { trace }: Notes,
  runtime: Runtime,
): Promise<void> {
  if (directory === undefined) return;
  const log = await runtime.openLog(directory);
  if (log === undefined) {
    const words =
      `the audit folder ${directory} cannot be used: "validate" tells more`;
    trace?.({ words });
    return;
  }
  await log.append(JSON.stringify(record), limits);
  trace?.({ words: `a line was written to the audit in ${directory}` });
}

async function sendRecord(
  record: AuditRecord,
  { webhook }: AuditSettings,
  told: string[],
  runtime: Runtime,
): Promise<boolean | undefined> {
  if (webhook === undefined) return undefined;
  const { deliver } = await import("./webhook/webhook.ts");
  const tell = (words: string) => void told.push(words);
  return await deliver(record, webhook, runtime, tell).catch(() => false);
}
