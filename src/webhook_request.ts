/**
 * The request that gives a record to its receiver.
 * @module
 */
import { isLoopback } from "./endpoint_url.ts";
import { headerValue } from "./header_fields.ts";
import type { Connection, Runtime } from "./runtime.ts";
import type { TextFile } from "./small_file.ts";
import { readTextFile } from "./text_file.ts";
import { versionNumber } from "./version.ts";
import type { WebhookSettings } from "./webhook_config.ts";

/** A bundle of all public authorities has about 250 KiB. */
const LARGEST_CA_FILE = 1024 * 1024;

/**
 * Sends a record. No redirect is followed, and nothing of the body of the answer
 * is read.
 *
 * @returns What is wrong; `undefined` where the receiver has the record.
 * @throws {ProviderError} Where a secret or a certificate cannot be read.
 * @throws {TypeError} Where the receiver cannot be reached.
 */
export async function send(
  record: unknown,
  settings: WebhookSettings,
  runtime: Runtime,
): Promise<string | undefined> {
  const headers = new Headers({
    "content-type": "application/json",
    "user-agent": `registry-credential-provider/${versionNumber()}`,
  });
  for (const field of settings.headers) {
    headers.set(field.name, await headerValue(field, runtime));
  }
  const response = await runtime.fetch(
    new Request(settings.url, {
      method: "POST",
      headers,
      body: JSON.stringify(record),
      redirect: "manual",
      signal: runtime.signal,
    }),
    await connectionFor(settings, runtime),
  );
  response.body?.cancel().catch(() => {});
  return response.ok ? undefined : `it answered ${response.status}`;
}

async function connectionFor(
  { url, caFile }: WebhookSettings,
  runtime: Runtime,
): Promise<Connection | undefined> {
  const isLocal = isLoopback(new URL(url).hostname);
  if (caFile === undefined && !isLocal) return undefined;
  const authorities = caFile === undefined
    ? undefined
    : (await readAuthorities(caFile, runtime)).text;
  return { authorities, isLocal };
}

/**
 * Reads the certificates of authorities.
 *
 * @throws {ProviderError} `SECRET_UNREADABLE`, as for the other files of a config.
 */
export function readAuthorities(
  path: string,
  runtime: Runtime,
): Promise<TextFile> {
  return readTextFile(path, {
    what: "the file with certificates",
    code: "SECRET_UNREADABLE",
    most: LARGEST_CA_FILE,
    remedy: "create it, with certificates in PEM",
  }, runtime);
}
