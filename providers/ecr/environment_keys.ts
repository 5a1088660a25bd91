/**
 * AWS keys in the environment, which come first in the SDK's own search.
 *
 * Restates `fromEnv` and the start of `defaultProvider` of the AWS SDK for
 * JavaScript, so that a node with such keys does not load the rest of the search.
 * @module
 */
import type { Runtime } from "../../src/runtime/runtime.ts";
import type { AwsCredentials } from "./client.ts";

/** With one of these there is more to it, and the SDK decides. */
const OTHERS = [
  "AWS_PROFILE",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_SCOPE",
  "AWS_ACCOUNT_ID",
];

/** `undefined` where the search has to find credentials. */
export function environmentKeys(
  profile: string | undefined,
  runtime: Runtime,
): AwsCredentials | undefined {
  const accessKeyId = runtime.env("AWS_ACCESS_KEY_ID");
  const secretAccessKey = runtime.env("AWS_SECRET_ACCESS_KEY");
  if (
    profile !== undefined || !accessKeyId || !secretAccessKey ||
    OTHERS.some((name) => runtime.env(name))
  ) return undefined;
  const sessionToken = runtime.env("AWS_SESSION_TOKEN");
  const keys = {
    accessKeyId,
    secretAccessKey,
    ...sessionToken ? { sessionToken } : {},
  };
  return () => Promise.resolve(keys);
}
