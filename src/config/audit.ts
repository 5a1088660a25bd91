/**
 * The section `audit` of the config.
 * @module
 */
import { OWN_FOLDERS } from "../runtime/own_folders.ts";
import {
  mapping,
  optional,
  type Schema,
  text,
  transform,
} from "../schema/schema.ts";
import { WEBHOOK, type WebhookSettings } from "./webhook.ts";
import { wholeNumber } from "../schema/whole_number.ts";

/** Where every answer is written down. */
export interface AuditSettings {
  /** `undefined` where there is no file. */
  readonly directory: string | undefined;
  /** Bytes after which a new file is begun. */
  readonly maxSize: number;
  /** How many full files are kept beside the current one. */
  readonly keep: number;
  readonly webhook: WebhookSettings | undefined;
}

const DEFAULTS = {
  directory: "/var/lib/registry-credential-provider/audit",
  maxSize: 10 * 1024 * 1024,
  keep: 3,
};

/** The definition of `audit`. */
export const AUDIT: Schema<AuditSettings> = transform(
  mapping({
    directory: optional(
      text(
        (path) =>
          path === "off" || path.startsWith("/")
            ? undefined
            : "expected an absolute path, or off",
        { pattern: "^(?:off|/.*)$" },
      ),
      `a folder (0700) below ${
        OWN_FOLDERS.join(" or ")
      }, or off (default ${DEFAULTS.directory})`,
      [],
      DEFAULTS.directory,
    ),
    maxSize: optional(
      wholeNumber(4_096, 2 ** 28),
      `the size in bytes at which a new file is started (default ${DEFAULTS.maxSize})`,
    ),
    keep: optional(
      wholeNumber(1, 100),
      `how many full files to keep (default ${DEFAULTS.keep})`,
    ),
    webhook: optional(WEBHOOK, "a receiver that gets every record"),
  }),
  ({
    directory = DEFAULTS.directory,
    maxSize = DEFAULTS.maxSize,
    keep = DEFAULTS.keep,
    webhook,
  }) => ({
    directory: directory === "off" ? undefined : directory,
    maxSize,
    keep,
    webhook,
  }),
);
