/**
 * `docker-helper store`: refuses, because nothing is kept here.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";
import { ProviderError } from "../../runtime/errors.ts";

/** Refuses, without a look at the secret on standard input. */
export function run(
  _invocation: Invocation,
  { configPath }: Context,
): Promise<Outcome> {
  throw new ProviderError(
    "READ_ONLY",
    `nothing was stored: the credentials of this helper come from ${configPath}; no login is needed; to change them, edit that file`,
  );
}
