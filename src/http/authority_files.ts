/**
 * The files of authorities that variables name, before the runtime opens them.
 *
 * Deno reads them completely for its first connection, whatever they are, on
 * the thread that also watches the time: a pipe would block the run, and an
 * endless device would take all memory.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { AUTHORITY_FILES, AUTHORITY_FOLDERS } from "./authority_variables.ts";
import type { FileFacts, Runtime } from "../runtime/runtime.ts";

/** Bytes; all public authorities together have 250 KiB. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Makes sure that the runtime can open what the variables name.
 *
 * @throws {ProviderError} `VARIABLE_REFUSED` where something is not a regular file,
 * or too large. What is missing is left to the runtime.
 */
export async function checkAuthorityFiles(runtime: Runtime): Promise<void> {
  const { env, readFolder, stat } = runtime;
  const folders = (env(AUTHORITY_FOLDERS) ?? "").split(":").filter((one) =>
    one !== ""
  );
  const inFolders = folders.map(async (folder) => {
    const names = await readFolder(folder);
    const found = typeof names === "string" ? [] : names;
    return found.map((name) =>
      [AUTHORITY_FOLDERS, `${folder}/${name}`] as const
    );
  });
  const named = [
    ...AUTHORITY_FILES.map((name) => [name, env(name) ?? ""] as const),
    ...(await Promise.all(inFolders)).flat(),
  ].filter(([, path]) => path !== "");
  await Promise.all(named.map(async ([name, path]) => {
    const fault = faultOf(await stat(path), name);
    if (fault === undefined) return;
    throw new ProviderError(
      "VARIABLE_REFUSED",
      `the environment variable ${name} leads to ${path}, which ${fault}: give a file with certificates in PEM`,
    );
  }));
}

function faultOf(facts: FileFacts | string, name: string): string | undefined {
  if (typeof facts === "string") return undefined;
  // A folder in a folder of certificates is passed over.
  if (facts.kind === "directory" && name === AUTHORITY_FOLDERS) {
    return undefined;
  }
  if (facts.kind !== "file") return "is not a regular file";
  return facts.size > LARGEST
    ? `has ${facts.size} bytes, and the most is ${LARGEST}`
    : undefined;
}
