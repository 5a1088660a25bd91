/**
 * What is said where the session secrets of TLS would be written.
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

/** What it does, for those who check a node. */
export const KEY_LOG_WARNING =
  `${KEY_LOG} is set, which would write the session secrets of TLS to a file: no answer is given while it is`;
