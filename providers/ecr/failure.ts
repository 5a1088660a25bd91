/**
 * Failures of AWS, in words that say what to change.
 * @module
 */
import { type ErrorCode, ProviderError } from "../../src/runtime/errors.ts";
import { RequestFailure } from "../../src/http/failure.ts";
import type { Remedies } from "../../src/http/words.ts";

/** What was asked of AWS. */
export interface Asked {
  /** The permission that it needs: `ecr:GetAuthorizationToken`. */
  readonly action: string;
  /** What it was asked for: a role, or an API. */
  readonly on: string;
}

/** The permission that is asked with a token in place of keys. */
export const WITH_TOKEN = "sts:AssumeRoleWithWebIdentity";

type Words = readonly [code: ErrorCode, (asked: Asked) => string];

const DENIED: Words = [
  "BACKEND_DENIED",
  ({ action, on }) =>
    `AWS denies ${action} for ${on}: allow it in the policies of the identity, and for a role in its trust policy`,
];
const EXPIRED: Words = [
  "CLOUD_CREDENTIALS",
  ({ action }) =>
    action === WITH_TOKEN
      ? `the token for ${action} has expired: check what renews it, and the clock of this node`
      : `the AWS credentials for ${action} have expired: renew them, or let the node have a role`,
];
const UNKNOWN_KEY: Words = [
  "CLOUD_CREDENTIALS",
  ({ action }) =>
    `AWS does not know the access key used for ${action}: check the key, and that it belongs to the partition of the region`,
];
const SKEWED: Words = [
  "CLOUD_CREDENTIALS",
  ({ action }) =>
    `AWS refuses the signature of ${action}: synchronise the clock of this node, and check the secret key, and that the region is the one of the endpoint`,
];
const TOKEN: Words = [
  "BACKEND_DENIED",
  ({ on }) =>
    `AWS refuses the token of the service account for ${on}: check the OIDC provider in IAM, the audience and the trust policy`,
];
const NO_ISSUER: Words = [
  "BACKEND_UNAVAILABLE",
  ({ on }) =>
    `AWS cannot reach the issuer of the token for ${on}: its discovery document and its keys have to be public; it will be asked again at the next pull`,
];
const THROTTLED: Words = [
  "BACKEND_UNAVAILABLE",
  ({ action }) =>
    `AWS throttles ${action}, after three attempts: it will be asked again at the next pull`,
];

/**
 * Names of errors of ECR, ECR Public and STS (API references, common errors).
 * The SDK ends the names of the errors in its models with "Exception".
 */
const BY_NAME: Readonly<Record<string, Words>> = {
  AccessDenied: DENIED,
  AccessDeniedException: DENIED,
  UnauthorizedException: DENIED,
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  InvalidClientTokenId: UNKNOWN_KEY,
  UnrecognizedClientException: UNKNOWN_KEY,
  InvalidSignatureException: SKEWED,
  SignatureDoesNotMatch: SKEWED,
  RequestExpired: SKEWED,
  RequestTimeTooSkewed: SKEWED,
  IDPCommunicationError: NO_ISSUER,
  IDPCommunicationErrorException: NO_ISSUER,
  IDPRejectedClaim: TOKEN,
  IDPRejectedClaimException: TOKEN,
  InvalidIdentityToken: TOKEN,
  InvalidIdentityTokenException: TOKEN,
  Throttling: THROTTLED,
  ThrottlingException: THROTTLED,
  TooManyRequestsException: THROTTLED,
  RequestLimitExceeded: THROTTLED,
};

/**
 * Runs a call of the SDK, and turns what it throws into a failure for people.
 *
 * Of an answer only the name of its error is used, and that only where it has
 * the form of a name: its text may repeat a token.
 */
export async function translating<T>(
  asked: Asked,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw await translate(error, asked);
  }
}

async function translate(
  error: unknown,
  asked: Asked,
): Promise<ProviderError> {
  if (error instanceof ProviderError) return error;
  const { name, code, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const known = typeof name === "string" && Object.hasOwn(BY_NAME, name)
    ? BY_NAME[name]
    : undefined;
  if (known !== undefined) return new ProviderError(known[0], known[1](asked));
  if (name === "CredentialsProviderError") return noCredentials();
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") {
    return unreadableFile();
  }
  const status = $metadata?.httpStatusCode;
  // A status of success with an error is an answer that is none of AWS.
  if (status === undefined || status < 300) {
    return await unreachable(error, asked);
  }
  if (status === 429) {
    return new ProviderError(THROTTLED[0], THROTTLED[1](asked));
  }
  // The other names are the SDK's own, for an answer that is none of AWS.
  const isOfAws = !(error instanceof SyntaxError) && name !== "Unknown";
  const what =
    isOfAws && typeof name === "string" && /^[A-Za-z.]{1,64}$/.test(name)
      ? ` (${name})`
      : "";
  return status >= 500
    ? new ProviderError(
      "BACKEND_UNAVAILABLE",
      `AWS fails at ${asked.action} with status ${status}${what}, after three attempts: it will be asked again at the next pull`,
    )
    : new ProviderError(
      "BACKEND_DENIED",
      `AWS refuses ${asked.action} for ${asked.on} with status ${status}${what}: check region, role and endpoint of the rule`,
    );
}

/** The failure of a search that found nothing anywhere. */
export function noCredentials(): ProviderError {
  return new ProviderError(
    "CLOUD_CREDENTIALS",
    'no AWS credentials were found in the environment, the shared profiles (no "credential_process" is run), or the metadata of container and instance: give the node a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in "env" of the kubelet\'s CredentialProviderConfig',
  );
}

function unreadableFile(): ProviderError {
  return new ProviderError(
    "CLOUD_CREDENTIALS",
    "a file with AWS credentials cannot be read: check AWS_WEB_IDENTITY_TOKEN_FILE and AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, or web_identity_token_file of the profile",
  );
}

// Without a status there was no whole answer. What is thrown then may quote it.
async function unreachable(
  error: unknown,
  { action, on }: Asked,
): Promise<ProviderError> {
  const { reasonOf } = await import("../../src/http/cause.ts");
  const { wordsFor } = await import("../../src/http/words.ts");
  const failure = error instanceof RequestFailure
    ? error
    : new RequestFailure(reasonOf(error));
  return new ProviderError(
    "BACKEND_UNAVAILABLE",
    `AWS cannot be asked for ${action} (${on}): ${wordsFor(failure, REMEDIES)}`,
  );
}

const NETWORK = "check the network of this node, and the endpoint of the rule";
const REMEDIES: Remedies = {
  "unresolved": "check the region, and the name service of this node",
  "refused": NETWORK,
  "unreachable": NETWORK,
  "late": NETWORK,
  others: "check the endpoint of the rule",
};
