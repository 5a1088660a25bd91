/**
 * Where the shared AWS files are.
 * @module
 */
import type { Runtime } from "../../src/runtime/runtime.ts";

/** The config file and the credentials file (AWS SDKs and Tools Reference Guide). */
export function profileFiles(
  { env }: Pick<Runtime, "env">,
): readonly [config: string, credentials: string] {
  const home = env("HOME") ?? "/root";
  return [
    env("AWS_CONFIG_FILE") ?? `${home}/.aws/config`,
    env("AWS_SHARED_CREDENTIALS_FILE") ?? `${home}/.aws/credentials`,
  ];
}
