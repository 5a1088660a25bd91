/**
 * Certificates of authorities that a config names for one service.
 * @module
 */
import { certificatesIn } from "../format/certificates.ts";
import { readTextFile } from "../format/text_file.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** A bundle of all public authorities has about 250 KiB. */
const LARGEST_CA_FILE = 1024 * 1024;

/**
 * Reads a file of certificates in PEM.
 *
 * @returns Its text; `undefined` where the config names no file.
 * @throws {ProviderError} `SECRET_UNREADABLE`, as for the other files of a
 * config; `SECRET_INVALID` where it holds no certificate, or a damaged one.
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
  const found = certificatesIn(text)?.length;
  if (found !== undefined && found > 0) return text;
  throw new ProviderError(
    "SECRET_INVALID",
    `the file with certificates ${path} holds ${
      found === undefined ? "a damaged certificate" : "no certificate in PEM"
    }: write the certificates of the authorities into it again`,
  );
}
