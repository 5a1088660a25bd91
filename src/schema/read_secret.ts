/**
 * The values of secrets.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";
import { LARGEST_SECRET, type Secret } from "./secret_value.ts";
import { readSmallFile } from "../format/small_file.ts";

/**
 * The value of a secret. A file is read anew every time, and one line ending
 * at its end is cut off.
 *
 * @throws {ProviderError} `SECRET_UNREADABLE` or `SECRET_INVALID`.
 */
export async function readSecret(
  secret: Secret,
  runtime: Runtime,
): Promise<string> {
  let value: string | undefined;
  if (secret.kind === "inline") return secret.value;
  if (secret.kind === "env") value = runtime.env(secret.name);
  else {
    const file = await readSmallFile(secret.path, LARGEST_SECRET, runtime);
    if (typeof file === "object") value = withoutLineEnd(file.text);
  }
  if (value !== undefined && value !== "") return value;
  const { missingSecret } = await import("./missing_secret.ts");
  throw await missingSecret(secret, runtime);
}

function withoutLineEnd(text: string): string {
  if (!text.endsWith("\n")) return text;
  return text.slice(0, text.endsWith("\r\n") ? -2 : -1);
}
