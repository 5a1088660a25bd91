/**
 * Tokens of ECR, fetched with the AWS SDK.
 * @module
 */
import { decodeBase64 } from "../../src/format/base64.ts";
import { decodeUtf8 } from "../../src/format/utf8.ts";
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import {
  type AwsCredentials,
  type ClientChoice,
  clientSettings,
} from "./client.ts";
import { environmentKeys } from "./environment_keys.ts";
import { translating } from "./failure.ts";
import type { EcrSection } from "./fields.ts";
import { type EcrTarget, roleOf, targetOf } from "./target.ts";

/** How long a token is valid (GetAuthorizationToken), whatever clock its end is told by. */
const LIFE_MS = 12 * 3_600_000;

/** The part of an answer that both APIs have. */
interface Authorization {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

/**
 * Fetches the credentials for an image.
 *
 * @throws {ProviderError} With what to change; see {@linkcode translating}.
 */
export async function fetchToken(
  section: EcrSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Credentials> {
  const target = targetOf(section, request);
  const settings = {
    ...clientSettings(
      target.isPublic ? "ECR_PUBLIC" : "ECR",
      { ...target, endpoint: section.endpoint },
      runtime,
    ),
    credentials: await credentialsFor(section, target, request, runtime),
  };
  const answer = target.isPublic
    ? await fromPublic(settings, runtime)
    : await fromPrivate(settings, section, target, runtime);
  return toCredentials(answer, runtime.now());
}

type Settings = ReturnType<typeof clientSettings> & {
  readonly credentials: AwsCredentials;
};

async function fromPrivate(
  settings: Settings,
  { registryId }: EcrSection,
  { region }: EcrTarget,
  { signal }: Runtime,
): Promise<Authorization | undefined> {
  const client = new ECRClient(settings);
  const command = new GetAuthorizationTokenCommand(
    registryId === undefined ? {} : { registryIds: [registryId] },
  );
  const { authorizationData } = await translating(
    { action: "ecr:GetAuthorizationToken", on: `region ${region}` },
    () => client.send(command, { abortSignal: signal }),
  );
  return authorizationData?.[0];
}

async function fromPublic(
  settings: Settings,
  { signal }: Runtime,
): Promise<Authorization | undefined> {
  const { ECRPUBLICClient, GetAuthorizationTokenCommand } = await import(
    "@aws-sdk/client-ecr-public"
  );
  const client = new ECRPUBLICClient(settings);
  const { authorizationData } = await translating(
    { action: "ecr-public:GetAuthorizationToken", on: "the public registry" },
    () =>
      client.send(new GetAuthorizationTokenCommand({}), {
        abortSignal: signal,
      }),
  );
  return authorizationData;
}

async function credentialsFor(
  section: EcrSection,
  target: EcrTarget,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<AwsCredentials> {
  const roleArn = roleOf(section, request);
  const choice: ClientChoice = { ...target, endpoint: section.stsEndpoint };
  const token = section.serviceAccount === undefined
    ? roleArn && await section.web?.subject.read(request, runtime)
    : request.serviceAccount?.token;
  if (token !== undefined && roleArn !== undefined) {
    const { withWebIdentity } = await import("./assume_role.ts");
    return withWebIdentity({ roleArn, section, choice }, token, runtime);
  }
  const base = environmentKeys(section.profile, runtime) ??
    (await import("./aws_credentials.ts"))
      .defaultChain(section.profile, choice, runtime);
  if (roleArn === undefined) return base;
  const { withRole } = await import("./assume_role.ts");
  return withRole({ roleArn, section, choice }, base, runtime);
}

function toCredentials(
  authorization: Authorization | undefined,
  now: number,
): Credentials {
  const decoded = decode(authorization?.authorizationToken ?? "");
  const colon = decoded?.indexOf(":") ?? -1;
  if (decoded === undefined || colon < 1 || colon === decoded.length - 1) {
    throw new ProviderError(
      "BACKEND_UNAVAILABLE",
      "AWS ECR answered without a usable token: check that the endpoint is the right one",
    );
  }
  const end = authorization?.expiresAt?.getTime() ?? NaN;
  return {
    username: decoded.slice(0, colon),
    password: decoded.slice(colon + 1),
    // Of a token without an end nothing is known: it is used once.
    expiresAt: Number.isFinite(end) ? Math.min(end, now + LIFE_MS) : now,
  };
}

function decode(base64: string): string | undefined {
  const bytes = decodeBase64(base64);
  return bytes && decodeUtf8(bytes);
}
