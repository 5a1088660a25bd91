/**
 * A failure with the name of the rule whose provider failed.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";

/** The same failure; one that is meant for people begins with the rule's name. */
export function ofRule(rule: string, error: unknown): unknown {
  return error instanceof ProviderError
    ? new ProviderError(error.code, `registry "${rule}": ${error.message}`)
    : error;
}
