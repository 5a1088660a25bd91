/**
 * The settings that all AWS clients share.
 * @module
 */
import type { Runtime } from "../../src/runtime/runtime.ts";
import { endpointFromEnvironment, type Service } from "./endpoint.ts";
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
  /** That of the rule; without one, the environment may name one. */
  readonly endpoint: string | undefined;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/**
 * Settings for every SDK client, those of the search for credentials included:
 * who sends its requests, and as whom.
 */
// deno-lint-ignore explicit-module-boundary-types -- each client has a type of its own for them
export function commonSettings(runtime: Runtime) {
  return {
    requestHandler: requestHandler(runtime),
    // The SDK's own would tell what the program runs on, and in its build for
    // Node ask for the version of the operating system, which it may not read.
    defaultUserAgentProvider: () =>
      Promise.resolve([["registry-credential-provider"]] as [string][]),
  };
}

/**
 * Settings for an SDK client.
 *
 * Throttling, 5xx and failures of the network are tried three times; 4xx are
 * not. A host that implies neither FIPS nor dual stack leaves the choice to
 * `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT` (AWS SDKs and Tools
 * Reference Guide), where `true` counts.
 *
 * The program has the clients in their build for browsers, which asks neither
 * the environment nor the shared files: what is not here, is the SDK's default.
 */
// deno-lint-ignore explicit-module-boundary-types -- each client has a type of its own for them
export function clientSettings(
  service: Service,
  choice: ClientChoice,
  runtime: Runtime,
) {
  const { region, fips, dualStack } = choice;
  const endpoint = choice.endpoint ?? endpointFromEnvironment(service, runtime);
  const isChosen = (name: string) => runtime.env(name) === "true";
  return {
    region,
    ...commonSettings(runtime),
    maxAttempts: 3,
    retryMode: "standard",
    defaultsMode: "standard" as const,
    // The SDK refuses an endpoint together with a choice of one.
    ...endpoint === undefined
      ? {
        useFipsEndpoint: fips || isChosen("AWS_USE_FIPS_ENDPOINT"),
        useDualstackEndpoint: dualStack ||
          isChosen("AWS_USE_DUALSTACK_ENDPOINT"),
      }
      : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false },
  };
}
