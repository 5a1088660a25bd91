/**
 * Keys that can be used and are probably not what was meant.
 * @module
 */
import type { SourceWarning } from "../provider.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readSecret } from "../schema/read_secret.ts";
import { ALGORITHMS } from "./algorithms.ts";
import type { KeyChoice } from "./key.ts";

/** Warns of a shared secret in hexadecimal digits, all of which are base64 too. */
export async function keyWarnings(
  { key, algorithm }: KeyChoice,
  runtime: Runtime,
): Promise<readonly SourceWarning[]> {
  if (ALGORITHMS[algorithm].kty !== "oct") return [];
  try {
    const text = await readSecret(key, runtime);
    return /^\s*(?:0x)?[0-9a-f]+\s*$/i.test(text)
      ? [{
        message:
          'the key looks like hexadecimal digits and is read as base64: where the registry has it as hex, convert it with "xxd -r -p FILE | base64 -w0"',
      }]
      : [];
  } catch (error) {
    // Why it cannot be read is told elsewhere.
    if (error instanceof ProviderError) return [];
    throw error;
  }
}
