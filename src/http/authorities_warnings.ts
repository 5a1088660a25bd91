/**
 * Certificates of a config that are of no use.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readAuthorities } from "./authorities.ts";

/** Warns of authorities that a config names and that cannot be trusted. */
export async function authoritiesWarnings(
  path: string | undefined,
  runtime: Runtime,
): Promise<readonly { readonly message: string }[]> {
  try {
    await readAuthorities(path, runtime);
    return [];
  } catch (error) {
    if (error instanceof ProviderError) return [{ message: error.message }];
    throw error;
  }
}
