/**
 * Access tokens of Google.
 * @module
 */
import {
  askJson,
  formQuestion,
  jsonQuestion,
  textIn,
} from "../../src/http/ask_json.ts";
import type { JsonObject, JsonService } from "../../src/http/json_service.ts";
import { askMetadata } from "../../src/http/metadata.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { futureEnd, secondsIn, timeIn } from "../../src/subject/answer_end.ts";
import type { GcpSection, WorkloadIdentity } from "./section.ts";
import { EXCHANGE, impersonation, METADATA, tokenService } from "./services.ts";
import { impersonatedBy, USERNAME } from "./target.ts";

/** What the registries accept; access to images needs `roles/artifactregistry.reader` as well. */
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/** The token endpoint for keys, and the audience of their assertions. */
const TOKEN_URL = "https://oauth2.googleapis.com/token";

const EXCHANGE_URL = "https://sts.googleapis.com/v1/token";

/** RFC 8693, RFC 7523. */
const GRANTS = {
  exchange: "urn:ietf:params:oauth:grant-type:token-exchange",
  assertion: "urn:ietf:params:oauth:grant-type:jwt-bearer",
} as const;

/** How long an assertion is valid, in seconds. Google accepts an hour at most. */
const ASSERTION_S = 300;

/** How long the token of another service account is valid, in seconds: the most that needs no policy. */
const IMPERSONATION_S = 3_600;

interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Fetches the credentials for an image.
 *
 * @throws {ProviderError} With what to change.
 */
export async function fetchToken(
  section: GcpSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Credentials> {
  const email = impersonatedBy(section, request);
  const own = await ownToken(section, request, runtime);
  const { token, expiresAt } = email === undefined
    ? own
    : await impersonate(email, own.token, runtime);
  return { username: USERNAME, password: token, expiresAt };
}

async function ownToken(
  { workloadIdentity, keyFile }: GcpSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<AccessToken> {
  if (keyFile !== undefined) return await ofKey(keyFile, runtime);
  return workloadIdentity === undefined ||
      workloadIdentity.subject.isNode(request)
    ? await ofNode(runtime)
    : await exchanged(workloadIdentity, request, runtime);
}

// https://cloud.google.com/compute/docs/access/authenticate-workloads
async function ofNode(runtime: Runtime): Promise<AccessToken> {
  const path = "/computeMetadata/v1/instance/service-accounts/default/token";
  const headers = { "metadata-flavor": "Google" };
  const answer = await askMetadata(
    "google",
    METADATA,
    { path, headers },
    runtime,
  );
  return tokenIn(METADATA, answer, runtime);
}

async function ofKey(path: string, runtime: Runtime): Promise<AccessToken> {
  const { readKeyFile } = await import("./key_file.ts");
  const { email, keyId, choice } = await readKeyFile(path, runtime);
  const { signClaims } = await import("../../src/jwt/sign.ts");
  const now = Math.floor(runtime.now() / 1_000);
  const assertion = await signClaims(choice, { kid: keyId }, {
    iss: email,
    scope: SCOPE,
    aud: TOKEN_URL,
    iat: now,
    exp: now + ASSERTION_S,
  }, runtime);
  const service = tokenService(path);
  const fields = { "grant_type": GRANTS.assertion, assertion };
  const question = formQuestion(TOKEN_URL, fields);
  return tokenIn(service, await askJson(service, question, runtime), runtime);
}

async function exchanged(
  { audience, subject }: WorkloadIdentity,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<AccessToken> {
  const question = formQuestion(EXCHANGE_URL, {
    grant_type: GRANTS.exchange,
    audience,
    scope: SCOPE,
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    subject_token: await subject.read(request, runtime),
  });
  return tokenIn(EXCHANGE, await askJson(EXCHANGE, question, runtime), runtime);
}

// https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
async function impersonate(
  email: string,
  token: string,
  runtime: Runtime,
): Promise<AccessToken> {
  const service = impersonation(email);
  const answer = await askJson(
    service,
    jsonQuestion(
      `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
      { scope: [SCOPE], lifetime: `${IMPERSONATION_S}s` },
      { authorization: `Bearer ${token}` },
    ),
    runtime,
  );
  const now = runtime.now();
  const end = timeIn(answer["expireTime"]);
  return {
    token: textIn(service, answer, "accessToken"),
    // The clock of this node may be behind.
    expiresAt: futureEnd(
      end && Math.min(end, now + IMPERSONATION_S * 1_000),
      service.name,
      now,
    ),
  };
}

function tokenIn(
  service: JsonService,
  answer: JsonObject,
  runtime: Runtime,
): AccessToken {
  const now = runtime.now();
  const seconds = secondsIn(answer["expires_in"]);
  const end = seconds === undefined ? undefined : now + seconds * 1_000;
  return {
    token: textIn(service, answer, "access_token"),
    expiresAt: futureEnd(end, service.name, now),
  };
}
