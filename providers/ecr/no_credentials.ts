/**
 * Why the search for AWS credentials found none.
 * @module
 */
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { noCredentials } from "./failure.ts";
import { hasProfile, profileFault } from "./profile_fault.ts";

/** The failure of a profile; `what` such as `the "profile" of the rule`. */
export async function profileRefused(
  what: string,
  name: string,
  runtime: Runtime,
): Promise<ProviderError> {
  const fault = await profileFault(name, runtime) ??
    "nothing that it names gave any";
  return new ProviderError(
    "CLOUD_CREDENTIALS",
    `${what} gives no AWS credentials: ${fault}`,
  );
}

/** The failure of the whole search: of the profile in use, where there is one. */
export async function nothingFound(runtime: Runtime): Promise<ProviderError> {
  const named = runtime.env("AWS_PROFILE");
  if (named) {
    return await profileRefused(
      "the profile that AWS_PROFILE names",
      named,
      runtime,
    );
  }
  if (await hasProfile("default", runtime)) {
    const fault = await profileFault("default", runtime);
    if (fault !== undefined) {
      return await profileRefused(
        'the profile "default" of the shared AWS files',
        "default",
        runtime,
      );
    }
  }
  return noCredentials();
}
