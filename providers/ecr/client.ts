/**
 * The settings that all AWS clients share.
 * @module
 */
import type { Runtime } from "../../src/runtime.ts";
import { requestHandler } from "./http.ts";

/** Keys of AWS, or a way to get them when they are needed. */
export type AwsCredentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}>;

/** What differs between clients. */
export interface ClientChoice {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/**
 * Settings for an SDK client.
 *
 * Throttling, 5xx and failures of the network are tried three times; 4xx are
 * not. A host that implies neither FIPS nor dual stack leaves the choice to
 * `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
 */
// deno-lint-ignore explicit-module-boundary-types -- each client has a type of its own for them
export function clientSettings(
  { region, endpoint, fips, dualStack }: ClientChoice,
  runtime: Runtime,
) {
  return {
    region,
    requestHandler: requestHandler(runtime),
    maxAttempts: 3,
    retryMode: "standard",
    defaultsMode: "standard" as const,
    // The SDK's own would tell the version of the operating system.
    defaultUserAgentProvider: () =>
      Promise.resolve([["registry-credential-provider"]] as [string][]),
    // The SDK refuses an endpoint together with a choice of one.
    ...endpoint === undefined
      ? {
        ...fips ? { useFipsEndpoint: true } : {},
        ...dualStack ? { useDualstackEndpoint: true } : {},
      }
      : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false },
  };
}
