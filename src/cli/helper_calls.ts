/**
 * What every credential helper of Docker answers in addition to its four
 * actions.
 *
 * Restates `Serve` and `PrintVersion` of `credentials/credentials.go` of
 * `docker/docker-credential-helpers`.
 * @module
 */
import type { Outcome } from "./command.ts";
import { EXIT } from "../runtime/errors.ts";
import { versionNumber } from "../runtime/version.ts";

/** The name under which Docker and its kin look for this credential helper. */
export const HELPER_NAME = "docker-credential-registry";

/** A call without an action: how to call it, on standard output, and exit code 1. */
export function helperUsage(): Outcome {
  return {
    stdout: `Usage: ${HELPER_NAME} <store|get|erase|list|version>\n`,
    exitCode: EXIT.failure,
  };
}

/** The line of the action `version`. */
export function helperVersion(): string {
  return `${HELPER_NAME} (registry-credential-provider) ${versionNumber()}\n`;
}
