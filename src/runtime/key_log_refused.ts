/**
 * The refusal to ask anybody while the session secrets of TLS would be written.
 * @module
 */
import { ProviderError } from "./errors.ts";
import { KEY_LOG } from "./key_log.ts";

/** The failure of a run in which the variable is set. */
export function keyLogRefused(): ProviderError {
  return new ProviderError(
    "VARIABLE_REFUSED",
    `the environment variable ${KEY_LOG} is set, which writes the session secrets of TLS to a file: take it out of the kubelet's environment, and out of "env" of its CredentialProviderConfig`,
  );
}
