/**
 * Certificates of authorities that a config names for one service.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";
import { readTextFile } from "../format/text_file.ts";

/** A bundle of all public authorities has about 250 KiB. */
const LARGEST_CA_FILE = 1024 * 1024;

/**
 * Reads a file of certificates in PEM.
 *
 * @returns Its text; `undefined` where the config names no file.
 * @throws {ProviderError} `SECRET_UNREADABLE`, as for the other files of a config.
 */
export async function readAuthorities(
  path: string | undefined,
  runtime: Runtime,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const { text } = await readTextFile(path, {
    what: "the file with certificates",
    code: "SECRET_UNREADABLE",
    most: LARGEST_CA_FILE,
    remedy: "create it, with certificates in PEM",
  }, runtime);
  return text;
}
