/**
 * Sends a record of the audit to its receiver, or leaves it alone for a while
 * after it failed.
 * @module
 */
import type { AuditRecord } from "./audit_record.ts";
import { NO_STORE } from "./cache_store.ts";
import { ProviderError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import type { WebhookSettings } from "./webhook_config.ts";
import { send } from "./webhook_request.ts";
import {
  begin,
  changeState,
  end,
  readState,
  type Turn,
} from "./webhook_state.ts";

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
  const store = await runtime.openCache(settings.stateDirectory);
  const { host } = new URL(settings.url);
  if (store === NO_STORE) {
    trace(
      `the webhook is not asked: the folder ${settings.stateDirectory} cannot be used, "validate" tells more`,
    );
    return false;
  }
  const target = await targetOf(settings.url);
  const known = await readState(store, target);
  let { turn } = begin(known, runtime.now(), settings.timeoutMs);
  if (turn?.isClaim !== false) {
    const begun = await changeState(
      store,
      target,
      runtime,
      (state) => begin(state, runtime.now(), settings.timeoutMs),
    );
    turn = begun?.turn;
  }
  if (turn === undefined) {
    trace(`the webhook at ${host} is left alone for a while: it failed`);
    return false;
  }
  const { missing } = turn;
  const body = { ...record, node: runtime.hostname(), undelivered: missing };
  const fault = await Promise.race([
    send(body, settings, { ...runtime, signal: limit.signal })
      .catch(textOf),
    late,
  ]);
  trace(
    fault === undefined
      ? `the webhook at ${host} has the record`
      : `the webhook at ${host} does not have the record: ${fault}`,
  );
  const isDelivered = fault === undefined;
  if (!isDelivered || turn.isClaim) {
    const ended: NonNullable<Turn> = turn;
    await changeState(store, target, runtime, (state) => ({
      state: end(state, ended, isDelivered, runtime.now()),
    }));
  }
  return isDelivered;
}

// The URL itself may hold what lets one in.
async function targetOf(url: string): Promise<string> {
  const bytes = new TextEncoder().encode(url);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex().slice(0, 16);
}

// Messages of other errors hold the whole URL.
function textOf(error: unknown): string {
  if (error instanceof ProviderError) return error.message;
  return /certificate/i.test(String(error))
    ? "its certificate is not trusted: name its authority in caFile"
    : "it cannot be reached, or does not speak HTTP";
}
