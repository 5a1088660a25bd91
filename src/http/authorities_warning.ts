/**
 * Certificates of a config that are of no use.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readAuthorities } from "./authorities.ts";

/**
 * Why the authorities that a config names cannot be trusted; `undefined` where
 * they can, or it names none.
 */
export async function authoritiesWarning(
  path: string | undefined,
  runtime: Runtime,
): Promise<string | undefined> {
  try {
    const text = await readAuthorities(path, runtime);
    return text === undefined || text.includes("-----BEGIN CERTIFICATE-----")
      ? undefined
      : `${path} holds no certificate in PEM`;
  } catch (error) {
    if (error instanceof ProviderError) return error.message;
    throw error;
  }
}
