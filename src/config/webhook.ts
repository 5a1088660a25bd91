/**
 * The section `audit.webhook` of the config.
 * @module
 */
import { endpointUrl } from "../schema/endpoint_url.ts";
import { type HeaderField, headerFields } from "../schema/header_fields.ts";
import { OWN_FOLDERS } from "../runtime/own_folders.ts";
import {
  goDuration,
  mapping,
  optional,
  required,
  type Schema,
  transform,
} from "../schema/schema.ts";
import { absolutePath } from "../schema/secret.ts";

/** Who gets every record. */
export interface WebhookSettings {
  readonly url: string;
  readonly headers: readonly HeaderField[];
  /** A file with further certificates that are trusted, in PEM. */
  readonly caFile: string | undefined;
  /** The most that a run waits for it, in milliseconds. */
  readonly timeoutMs: number;
  /** A private folder for what is known of it between runs. */
  readonly stateDirectory: string;
}

const DEFAULT_TIMEOUT_MS = 1_000;
const DEFAULT_FOLDER = "/var/lib/registry-credential-provider/webhook";

/** The definition of `audit.webhook`. */
export const WEBHOOK: Schema<WebhookSettings> = transform(
  mapping({
    url: required(
      endpointUrl("https://collector.example.com/audit"),
      "the URL to send records to: https, or http on this machine",
      [],
      "https://collector.example.com/audit",
    ),
    headers: optional(
      headerFields,
      "headers of the request; each value is a secret",
    ),
    caFile: optional(
      absolutePath,
      "certificate authorities in PEM, trusted in addition to the system's",
    ),
    timeout: optional(
      goDuration(100, 5_000),
      "how long a run waits for the receiver, 100ms to 5s (default 1s)",
    ),
    stateDirectory: optional(
      absolutePath,
      `a folder (0700) below ${
        OWN_FOLDERS.join(" or ")
      } (default ${DEFAULT_FOLDER})`,
    ),
  }),
  ({ url, headers = [], caFile, timeout, stateDirectory }) => ({
    url,
    headers,
    caFile,
    timeoutMs: timeout ?? DEFAULT_TIMEOUT_MS,
    stateDirectory: stateDirectory ?? DEFAULT_FOLDER,
  }),
);
