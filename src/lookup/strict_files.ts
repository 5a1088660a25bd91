/**
 * `fileTrust: strict`: no answer from files that others could have changed.
 * @module
 */
import type { LoadedConfig } from "../config/file.ts";
import { ProviderError } from "../runtime/errors.ts";
import { distrustedPaths } from "./file_trust.ts";
import type { CredentialSource } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { secretFilesOf } from "../schema/secret_value.ts";
import { webhookFiles } from "../config/webhook_files.ts";

/**
 * Makes sure that only root, or the user who runs the program, can change the
 * program itself, the config, and the secret files of the rule that answers and
 * of the audit.
 *
 * @param source `undefined` where no rule answers.
 * @throws {ProviderError} `FILE_NOT_TRUSTED`, with what is wrong first.
 */
export async function demandTrust(
  { audit, file }: LoadedConfig,
  source: CredentialSource | undefined,
  runtime: Runtime,
): Promise<void> {
  const paths = [
    runtime.executable(),
    file.path,
    ...secretFilesOf(source?.secrets ?? []),
    ...source?.files ?? [],
    ...webhookFiles(audit?.webhook),
  ];
  const faults = await distrustedPaths(paths, runtime, runtime.user());
  const [first, ...others] = faults;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new ProviderError(
    "FILE_NOT_TRUSTED",
    `with "fileTrust: strict" there is no answer from files that others can change: ${first}${more}`,
  );
}
