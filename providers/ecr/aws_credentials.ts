/**
 * The AWS SDK's own search for credentials: environment, profiles, web
 * identity, container and instance metadata.
 * @module
 */
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { checkAuthorityFiles } from "../../src/http/authority_files.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import {
  type AwsCredentials,
  type ClientChoice,
  commonSettings,
} from "./client.ts";
import { translating } from "./failure.ts";
import { profileFiles } from "./profile_files.ts";

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
  // The SDK's own would ask in us-east-1 whatever the partition is.
  const roles = async () => {
    const { roleAssumers } = await import("./assume_role.ts");
    return roleAssumers(choice, runtime);
  };
  const chain = defaultProvider({
    timeout: METADATA_MS,
    maxRetries: 0,
    // For the clients of single sign-on. What asks metadata takes no settings.
    clientConfig: commonSettings(runtime),
    roleAssumer: async (source, params) =>
      await (await roles()).withKeys(source, params),
    roleAssumerWithWebIdentity: async (params) =>
      await (await roles()).withToken(params),
    ...profile === undefined ? {} : { profile },
  });
  return async () =>
    await translating(
      { action: "the credentials of this node", on: "metadata or profile" },
      () => Promise.race([checked(chain, profile, runtime), late(runtime)]),
    );
}

// The SDK takes a profile file that it cannot read for one that is not there, and
// asks a container's endpoint without `ask()`.
async function checked(
  chain: AwsCredentials,
  profile: string | undefined,
  runtime: Runtime,
): ReturnType<AwsCredentials> {
  await checkAuthorityFiles(runtime);
  for (const path of profileFiles(runtime)) {
    const facts = await runtime.stat(path);
    if (typeof facts === "string" || facts.kind !== "other") continue;
    throw new ProviderError(
      "CLOUD_CREDENTIALS",
      `the AWS file ${path} is not a regular file: give a file, or take the variable away that names it`,
    );
  }
  return await search(chain, profile, runtime);
}

// The chain goes on after a profile that gives nothing. A rule that names one
// must not get the credentials of another identity.
async function search(
  chain: AwsCredentials,
  profile: string | undefined,
  runtime: Runtime,
): ReturnType<AwsCredentials> {
  const found = await chain().catch((error: unknown) => {
    const { name } = error as { name?: unknown };
    if (name === "CredentialsProviderError") return undefined;
    throw error;
  });
  if (profile === undefined) {
    if (found !== undefined) return found;
    const { nothingFound } = await import("./no_credentials.ts");
    throw await nothingFound(runtime);
  }
  // The SDK's record of where credentials are from (`@aws-sdk/types`).
  const { $source = {} } = (found ?? {}) as { $source?: object };
  const isOfProfile = Object.keys($source)
    .some((feature) => feature.startsWith("CREDENTIALS_PROFILE"));
  if (found !== undefined && isOfProfile) return found;
  const { profileRefused } = await import("./no_credentials.ts");
  throw await profileRefused('the "profile" of the rule', profile, runtime);
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
