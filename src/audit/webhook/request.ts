/**
 * The request that gives a record to its receiver.
 * @module
 */
import { headerValue } from "../../schema/header_fields.ts";
import { ask } from "../../http/ask.ts";
import { readAuthorities } from "../../http/authorities.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { versionNumber } from "../../runtime/version.ts";
import type { WebhookSettings } from "../../config/webhook.ts";

/**
 * Sends a record. Nothing of the body of the answer is read.
 *
 * @returns What is wrong; `undefined` where the receiver has the record.
 * @throws {ProviderError} Where a secret or a certificate cannot be read.
 * @throws {RequestFailure} Where the receiver cannot be reached.
 */
export async function send(
  record: unknown,
  { url, headers: fields, caFile }: WebhookSettings,
  runtime: Runtime,
): Promise<string | undefined> {
  const own = {
    "content-type": "application/json",
    "user-agent": `registry-credential-provider/${versionNumber()}`,
  };
  const values = await Promise.all(
    fields.map(async (one) => [one.name, await headerValue(one, runtime)]),
  );
  const headers = { ...own, ...Object.fromEntries(values) };
  const authorities = await readAuthorities(caFile, runtime);
  const { status } = await ask(
    { url, method: "POST", headers, body: JSON.stringify(record) },
    { most: 0, authorities },
    runtime,
  );
  return status >= 200 && status < 300 ? undefined : `it answered ${status}`;
}
