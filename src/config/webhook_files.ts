/**
 * The files that the webhook of the audit reads.
 * @module
 */
import { secretFilesOf } from "../schema/secret_value.ts";
import type { WebhookSettings } from "./webhook.ts";

/** The secrets of its headers, and the certificates; none without a webhook. */
export function webhookFiles(
  webhook: WebhookSettings | undefined,
): readonly string[] {
  if (webhook === undefined) return [];
  const { headers, caFile } = webhook;
  return [
    ...secretFilesOf(headers.map(({ value }) => value)),
    ...caFile === undefined ? [] : [caFile],
  ];
}
