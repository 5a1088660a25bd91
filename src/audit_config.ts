/**
 * The section `audit` of the config.
 * @module
 */
import { OWN_FOLDERS } from "./own_folders.ts";
import {
  mapping,
  optional,
  type Schema,
  text,
  transform,
  wholeNumber,
} from "./schema.ts";

/** Where every answer is written down. */
export interface AuditSettings {
  readonly directory: string;
  /** Bytes after which a new file is begun. */
  readonly maxSize: number;
  /** How many full files are kept beside the current one. */
  readonly keep: number;
}

const DEFAULTS: AuditSettings = {
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
          path.startsWith("/") ? undefined : "expected an absolute path",
        { pattern: "^/" },
      ),
      `a folder (0700) below ${
        OWN_FOLDERS.join(" or ")
      }; ${DEFAULTS.directory} where it is not given`,
    ),
    maxSize: optional(
      wholeNumber(4_096, 2 ** 28),
      `bytes after which a new file is begun; ${DEFAULTS.maxSize} where it is not given`,
    ),
    keep: optional(
      wholeNumber(1, 100),
      `how many full files are kept; ${DEFAULTS.keep} where it is not given`,
    ),
  }),
  ({
    directory = DEFAULTS.directory,
    maxSize = DEFAULTS.maxSize,
    keep = DEFAULTS.keep,
  }) => ({ directory, maxSize, keep }),
);
