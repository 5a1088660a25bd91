/**
 * Endpoints of AWS that the environment names, for VPC endpoints and tests.
 *
 * AWS SDKs and Tools Reference Guide, "Service-specific endpoints". Those of the
 * shared AWS files are not read: the rule and the environment name one.
 * @module
 */
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { endpointFault } from "../../src/schema/endpoint_url.ts";

/** The services that are asked, as the names of their variables end. */
export type Service = "ECR" | "ECR_PUBLIC" | "STS";

/** An example for messages. */
export const ENDPOINT_EXAMPLE =
  "https://vpce-1.api.ecr.eu-west-1.vpce.amazonaws.com";

/** The variables that choose an endpoint; they belong to what a token depends on. */
export const ENDPOINT_VARIABLES = [
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_ECR",
  "AWS_ENDPOINT_URL_ECR_PUBLIC",
  "AWS_ENDPOINT_URL_STS",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
] as const;

/**
 * The endpoint that the environment names for a service: its own variable before
 * the general one.
 *
 * @returns `undefined` where the SDK has to find it by the region.
 * @throws {ProviderError} `CLOUD_CREDENTIALS` where it is neither `https` nor
 * this machine itself: what is sent there is a secret.
 */
export function endpointFromEnvironment(
  service: Service,
  { env }: Pick<Runtime, "env">,
): string | undefined {
  if (env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") === "true") return undefined;
  const name = [`AWS_ENDPOINT_URL_${service}`, "AWS_ENDPOINT_URL"]
    .find((one) => env(one));
  const value = name && env(name);
  if (name === undefined || value === undefined) return undefined;
  const fault = endpointFault(value, ENDPOINT_EXAMPLE);
  if (fault === undefined) return value;
  throw new ProviderError(
    "CLOUD_CREDENTIALS",
    `the environment variable ${name} names no endpoint that may be asked: ${fault}`,
  );
}
