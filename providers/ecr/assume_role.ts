/**
 * Roles, assumed with the AWS Security Token Service.
 * @module
 */
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials as StsCredentials,
  STSClient,
} from "@aws-sdk/client-sts";
import { ProviderError } from "../../src/errors.ts";
import type { Runtime } from "../../src/runtime.ts";
import {
  type AwsCredentials,
  type ClientChoice,
  clientSettings,
} from "./client.ts";
import { translating } from "./failure.ts";
import type { EcrSection } from "./section.ts";

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
  return async () => {
    const client = new STSClient({
      ...clientSettings(choice, runtime),
      credentials: base,
    });
    const { Credentials } = await translating(
      { action: "sts:AssumeRole", on: roleArn },
      () =>
        client.send(
          new AssumeRoleCommand({
            RoleArn: roleArn,
            RoleSessionName: section.sessionName ?? SESSION_NAME,
            ExternalId: section.externalId,
            SourceIdentity: section.sourceIdentity,
          }),
        ),
    );
    return toKeys(Credentials);
  };
}

/** Credentials of a role, assumed with the token of a service account. */
export function withWebIdentity(
  { roleArn, section, choice }: RoleRequest,
  token: string,
  runtime: Runtime,
): AwsCredentials {
  return async () => {
    const client = new STSClient(clientSettings(choice, runtime));
    const { Credentials } = await translating(
      { action: "sts:AssumeRoleWithWebIdentity", on: roleArn },
      () =>
        client.send(
          new AssumeRoleWithWebIdentityCommand({
            RoleArn: roleArn,
            RoleSessionName: section.sessionName ?? SESSION_NAME,
            WebIdentityToken: token,
          }),
        ),
    );
    return toKeys(Credentials);
  };
}

function toKeys(
  credentials: StsCredentials | undefined,
): Awaited<ReturnType<AwsCredentials>> {
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
