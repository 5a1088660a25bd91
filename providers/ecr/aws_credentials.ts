/**
 * The AWS SDK's own search for credentials: environment, profiles, web
 * identity, container and instance metadata.
 * @module
 */
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { ProviderError } from "../../src/errors.ts";
import type { Runtime } from "../../src/runtime.ts";
import type { AwsCredentials, ClientChoice } from "./client.ts";
import { translating } from "./failure.ts";

/** One attempt at the metadata service, which answers within milliseconds or not at all. */
const METADATA_MS = 1_000;

/** All of the search. */
const SEARCH_MS = 8_000;

/**
 * The default chain, limited so that a node without credentials or network says
 * so within seconds.
 *
 * @param profile A profile of the shared files; the chain's own choice where
 * `undefined`.
 * @param choice Where the roles of profiles and of `AWS_ROLE_ARN` are assumed.
 */
export function defaultChain(
  profile: string | undefined,
  choice: ClientChoice,
  runtime: Runtime,
): AwsCredentials {
  // The SDK's own would ask in us-east-1 whatever the partition is, and for the
  // version of the operating system, which this program may not read.
  const roles = async () => {
    const { roleAssumers } = await import("./assume_role.ts");
    return roleAssumers(choice, runtime);
  };
  const search = defaultProvider({
    timeout: METADATA_MS,
    maxRetries: 0,
    roleAssumer: async (source, params) =>
      await (await roles()).withKeys(source, params),
    roleAssumerWithWebIdentity: async (params) =>
      await (await roles()).withToken(params),
    ...profile === undefined ? {} : { profile },
  });
  return async () =>
    await translating(
      { action: "the credentials of this node", on: "metadata or profile" },
      () => Promise.race([search(), late(runtime)]),
    );
}

async function late(runtime: Runtime): Promise<never> {
  await runtime.sleep(SEARCH_MS);
  throw new ProviderError(
    "CLOUD_CREDENTIALS",
    `no AWS credentials were found within ${
      SEARCH_MS / 1_000
    } s: a metadata service or STS does not respond; set AWS_EC2_METADATA_DISABLED=true where there is none`,
  );
}
