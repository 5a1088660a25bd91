/**
 * Sends a record of the audit to its receiver, or leaves it alone for a while
 * after it failed.
 * @module
 */
import type { AuditRecord } from "../record.ts";
import { ProviderError } from "../../runtime/errors.ts";
import { RequestFailure } from "../../http/failure.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { WebhookSettings } from "../../config/webhook.ts";
import { inTime } from "../in_time.ts";
import { openMemory } from "./memory.ts";
import { send } from "./request.ts";

/**
 * Delivers a record. Takes no longer than the settings allow, and a moment to
 * write down a failure.
 *
 * @param trace Is told what happened, without a secret.
 * @returns Whether the receiver has it.
 */
export async function deliver(
  record: AuditRecord,
  settings: WebhookSettings,
  runtime: Runtime,
  trace: (step: string) => void = () => {},
): Promise<boolean> {
  const limit = new AbortController();
  const late = runtime.sleep(settings.timeoutMs).then(() => {
    limit.abort();
    return "it did not answer in time";
  });
  const { stateDirectory, url } = settings;
  const memory = await inTime(openMemory(settings, runtime), runtime);
  if (memory === undefined) {
    trace(
      `the webhook is not asked: the folder ${stateDirectory} cannot be used, "validate" tells more`,
    );
    return false;
  }
  const turn = await memory.begin();
  const place = `the webhook at ${new URL(url).host}`;
  if (turn === undefined) {
    trace(`${place} is left alone for a while: it failed`);
    return false;
  }
  const body = {
    ...record,
    node: runtime.hostname(),
    undelivered: turn.missing,
  };
  const fault = await Promise.race([
    send(body, settings, { ...runtime, signal: limit.signal }).catch(faultOf),
    late,
  ]);
  const isDelivered = fault === undefined;
  trace(
    isDelivered
      ? `${place} has the record`
      : `${place} does not have the record: ${fault}`,
  );
  await memory.end(turn, isDelivered);
  return isDelivered;
}

// Messages of other errors may hold the whole URL.
async function faultOf(error: unknown): Promise<string> {
  if (error instanceof ProviderError) return error.message;
  if (!(error instanceof RequestFailure)) return "the request cannot be sent";
  const { wordsFor } = await import("../../http/words.ts");
  return wordsFor(error, {
    "untrusted": "name its authority in caFile",
    others: "check the url of the webhook",
  });
}
