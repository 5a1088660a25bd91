/**
 * `--files-within`: no secret, key or certificate from a file elsewhere.
 * @module
 */
import type { LoadedConfig } from "../config/file.ts";
import { webhookFiles } from "../config/webhook_files.ts";
import type { CredentialSource } from "../provider.ts";
import { ProviderError } from "../runtime/errors.ts";
import { isWithin } from "../runtime/own_folders.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { secretFilesOf } from "../schema/secret_value.ts";
import { wayTo } from "./file_trust.ts";

/**
 * Makes sure that the files of the rule that answers, and those of the audit, are
 * in one folder: whoever may write the config may not read every file of the
 * node with it.
 *
 * @param source `undefined` where no rule answers.
 * @throws {ProviderError} `FILE_NOT_TRUSTED`, with what is elsewhere; `USAGE` for
 * a folder that is not an absolute path.
 */
export async function demandWithin(
  { audit, filesWithin = "/" }: LoadedConfig,
  source: CredentialSource | undefined,
  runtime: Runtime,
): Promise<void> {
  const paths = [
    ...secretFilesOf(source?.secrets ?? []),
    ...source?.files ?? [],
    ...webhookFiles(audit?.webhook),
  ];
  const [first] = await filesOutside(paths, filesWithin, runtime);
  if (first === undefined) return;
  throw new ProviderError("FILE_NOT_TRUSTED", first);
}

/**
 * What is wrong with the places of files, for each that is not in the folder.
 * Symbolic links count as what they lead to, of the folder as well. A file that is
 * not there counts by its name: nobody can read it.
 *
 * @throws {ProviderError} `USAGE` for a folder that is not an absolute path.
 */
export async function filesOutside(
  paths: readonly string[],
  folder: string,
  runtime: Runtime,
): Promise<readonly string[]> {
  if (!folder.startsWith("/")) {
    throw new ProviderError(
      "USAGE",
      `--files-within must be an absolute path; see "registry-credential-provider --help"`,
    );
  }
  const inside = await wayTo(folder, runtime);
  const faults = paths.map(async (path) => {
    const way = await wayTo(path, runtime);
    const isInside = way.failure === undefined
      ? inside.failure === undefined && isWithin(way.real, inside.real)
      : way.failure.why === "missing" &&
        isWithin(withoutDots(path), withoutDots(folder));
    return isInside ? [] : [
      `${path} is not in ${folder}, and --files-within allows no other files: put it there, and name it so in the config`,
    ];
  });
  return (await Promise.all(faults)).flat();
}

function withoutDots(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}
