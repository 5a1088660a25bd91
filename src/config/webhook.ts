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
      "where every record is sent: https, or http on this machine itself",
    ),
    headers: optional(headerFields, "headers of the request; each a secret"),
    caFile: optional(
      absolutePath,
      "certificates of authorities in PEM, which are trusted beside the system's",
    ),
    timeout: optional(
      goDuration(100, 5_000),
      "the most that a run waits for the receiver; 1s where it is not given",
    ),
    stateDirectory: optional(
      absolutePath,
      `a folder (0700) below ${
        OWN_FOLDERS.join(" or ")
      }; ${DEFAULT_FOLDER} where it is not given`,
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
