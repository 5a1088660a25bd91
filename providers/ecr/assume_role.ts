/**
 * Roles, assumed with the AWS Security Token Service.
 * @module
 */
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials as StsCredentials,
  STSClient,
} from "@aws-sdk/client-sts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import {
  type AwsCredentials,
  type ClientChoice,
  clientSettings,
} from "./client.ts";
import { translating, WITH_TOKEN } from "./failure.ts";
import type { EcrSection } from "./fields.ts";

const SESSION_NAME = "registry-credential-provider";

/** What is needed to assume a role. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly section: EcrSection;
  readonly choice: ClientChoice;
}

/** Credentials of a role, assumed with other credentials. */
export function withRole(
  { roleArn, section, choice }: RoleRequest,
  base: AwsCredentials,
  runtime: Runtime,
): AwsCredentials {
  return async () =>
    await assume(choice, base, {
      RoleArn: roleArn,
      RoleSessionName: section.sessionName ?? SESSION_NAME,
      ExternalId: section.externalId,
      SourceIdentity: section.sourceIdentity,
    }, runtime);
}

/** Credentials of a role, assumed with the token of a service account. */
export function withWebIdentity(
  { roleArn, section, choice }: RoleRequest,
  token: string,
  runtime: Runtime,
): AwsCredentials {
  return async () =>
    await assumeWithToken(choice, {
      RoleArn: roleArn,
      RoleSessionName: section.sessionName ?? SESSION_NAME,
      WebIdentityToken: token,
    }, runtime);
}

/** Assumes the roles that profiles and variables of the SDK name. */
export function roleAssumers(choice: ClientChoice, runtime: Runtime): {
  withKeys(source: Keys, params: AssumeRoleCommandInput): Promise<Keys>;
  withToken(params: AssumeRoleWithWebIdentityCommandInput): Promise<Keys>;
} {
  return {
    withKeys: (source, params) =>
      assume(choice, () => Promise.resolve(source), params, runtime),
    withToken: (params) => assumeWithToken(choice, params, runtime),
  };
}

type Keys = Awaited<ReturnType<AwsCredentials>>;

async function assume(
  choice: ClientChoice,
  credentials: AwsCredentials,
  input: AssumeRoleCommandInput,
  runtime: Runtime,
): Promise<Keys> {
  const client = new STSClient({
    ...clientSettings("STS", choice, runtime),
    credentials,
  });
  const { Credentials } = await translating(
    { action: "sts:AssumeRole", on: String(input.RoleArn) },
    () => client.send(new AssumeRoleCommand(input)),
  );
  return toKeys(Credentials);
}

async function assumeWithToken(
  choice: ClientChoice,
  input: AssumeRoleWithWebIdentityCommandInput,
  runtime: Runtime,
): Promise<Keys> {
  const client = new STSClient(clientSettings("STS", choice, runtime));
  const { Credentials } = await translating(
    { action: WITH_TOKEN, on: String(input.RoleArn) },
    () => client.send(new AssumeRoleWithWebIdentityCommand(input)),
  );
  return toKeys(Credentials);
}

function toKeys(credentials: StsCredentials | undefined): Keys {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
    credentials ?? {};
  if (
    AccessKeyId === undefined || SecretAccessKey === undefined ||
    SessionToken === undefined
  ) {
    throw new ProviderError(
      "BACKEND_UNAVAILABLE",
      "AWS STS answered without credentials: check that its endpoint is the right one",
    );
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...Expiration === undefined ? {} : { expiration: Expiration },
  };
}
