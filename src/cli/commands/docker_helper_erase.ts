/**
 * `docker-helper erase`: says that nothing is erased, because nothing is kept.
 *
 * Not a failure: skopeo 1.9.3 and podman 4.3.1 crash with a stack overflow of
 * many pages where a helper refuses, and hide what it said.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";

/** Tells where the credentials are, and changes nothing. */
export function run(
  _invocation: Invocation,
  { configPath }: Context,
): Promise<Outcome> {
  return Promise.resolve({
    stdout: "",
    notice:
      `nothing was erased: the credentials of this helper come from ${configPath}; to remove them, edit that file`,
  });
}
