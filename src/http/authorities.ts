/**
 * Certificates of authorities that a config names for one service.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";
import type { TextFile } from "../format/small_file.ts";
import { readTextFile } from "../format/text_file.ts";

/** A bundle of all public authorities has about 250 KiB. */
const LARGEST_CA_FILE = 1024 * 1024;

/**
 * Reads a file of certificates in PEM.
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
