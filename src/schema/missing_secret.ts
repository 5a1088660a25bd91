/**
 * Secrets that are not there, in words.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { LARGEST_SECRET, type Secret } from "./secret_value.ts";
import type { TextFile } from "../format/small_file.ts";
import { readTextFile } from "../format/text_file.ts";

/**
 * What is wrong with a secret that has no value.
 *
 * @returns `SECRET_UNREADABLE` or `SECRET_INVALID`.
 */
export async function missingSecret(
  secret: Secret,
  runtime: Runtime,
): Promise<ProviderError> {
  if (secret.kind === "env") {
    const value = runtime.env(secret.name);
    return new ProviderError(
      "SECRET_UNREADABLE",
      `the environment variable ${secret.name} is ${
        value === undefined ? "not set" : "empty"
      }: set it in "env" of the kubelet's CredentialProviderConfig`,
    );
  }
  if (secret.kind === "inline") throw new Error("an inline secret is there");
  const { text } = await readSecretFile(secret.path, runtime);
  return ["", "\n", "\r\n"].includes(text)
    ? new ProviderError(
      "SECRET_INVALID",
      `the secret file ${secret.path} holds only a line ending: write the secret into it`,
    )
    : new ProviderError(
      "SECRET_UNREADABLE",
      `the secret file ${secret.path} could not be read at first, but now it can: try again`,
    );
}

/**
 * Reads a file that holds a secret.
 *
 * @throws {ProviderError} `SECRET_UNREADABLE`.
 */
export function readSecretFile(
  path: string,
  runtime: Runtime,
): Promise<TextFile> {
  return readTextFile(path, {
    what: "the secret file",
    code: "SECRET_UNREADABLE",
    most: LARGEST_SECRET,
    remedy: "create it, owned by root with mode 0600",
  }, runtime);
}
