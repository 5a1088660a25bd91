/**
 * What a person is told beside credentials that could not be refreshed.
 * @module
 */
import type { Kept } from "./credential_cache.ts";

/** The notice for standard error; `undefined` for credentials that are fresh. */
export function staleNotice({ staleBecause }: Kept): string | undefined {
  return staleBecause &&
    `these credentials are from the cache, because asking again failed: ${staleBecause}`;
}
