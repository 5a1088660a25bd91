import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { translating } from "../../../providers/ecr/failure.ts";
import { type ErrorCode, ProviderError } from "../../../src/runtime/errors.ts";
import { ROLE } from "../../kit/aws/image_request.ts";

const CANARY = "canary-3f9a";
const ASKED = { action: "sts:AssumeRole", on: ROLE };

async function translated(thrown: unknown): Promise<ProviderError> {
  return await assertRejects(
    () => translating(ASKED, () => Promise.reject(thrown)),
    ProviderError,
  );
}

/** An error as the SDK throws it: named by the answer, whose text may quote anything. */
function ofAws(name: string, status: number): Error {
  const error = new Error(`because of ${CANARY}`);
  return Object.assign(error, {
    name,
    $metadata: { httpStatusCode: status },
    $response: { body: CANARY },
  });
}

// The names are those of the API references of ECR, ECR Public and STS, and of
// their lists of common errors.
const NAMED: readonly [name: string, status: number, ErrorCode, string][] = [
  ["AccessDeniedException", 400, "BACKEND_DENIED", "allow it in the policies"],
  ["AccessDenied", 403, "BACKEND_DENIED", "allow it in the policies"],
  ["ExpiredTokenException", 400, "CLOUD_CREDENTIALS", "renew them"],
  ["ExpiredToken", 403, "CLOUD_CREDENTIALS", "renew them"],
  ["UnrecognizedClientException", 400, "CLOUD_CREDENTIALS", "check the key"],
  ["InvalidClientTokenId", 403, "CLOUD_CREDENTIALS", "check the key"],
  ["InvalidSignatureException", 400, "CLOUD_CREDENTIALS", "synchronise"],
  ["SignatureDoesNotMatch", 403, "CLOUD_CREDENTIALS", "synchronise"],
  ["RequestExpired", 400, "CLOUD_CREDENTIALS", "synchronise"],
  ["InvalidIdentityToken", 400, "BACKEND_DENIED", "check the OIDC provider"],
  ["IDPCommunicationError", 400, "BACKEND_UNAVAILABLE", "the issuer"],
  ["IDPRejectedClaim", 403, "BACKEND_DENIED", "check the OIDC provider"],
  ["ThrottlingException", 400, "BACKEND_UNAVAILABLE", "throttles"],
  ["Throttling", 400, "BACKEND_UNAVAILABLE", "throttles"],
  ["TooManyRequestsException", 429, "BACKEND_UNAVAILABLE", "throttles"],
  ["NobodyKnowsThis", 429, "BACKEND_UNAVAILABLE", "throttles"],
  ["ServerException", 500, "BACKEND_UNAVAILABLE", "status 500"],
  ["ServiceUnavailable", 503, "BACKEND_UNAVAILABLE", "status 503"],
  ["InvalidParameterException", 400, "BACKEND_DENIED", "check region, role"],
  ["MalformedPolicyDocument", 400, "BACKEND_DENIED", "check region, role"],
  ["Unknown", 307, "BACKEND_DENIED", "status 307"],
];

for (const [name, status, code, says] of NAMED) {
  Deno.test(`translating tells what to change after ${name} with status ${status}`, async () => {
    const error = await translated(ofAws(name, status));
    assertEquals(error.code, code);
    assertStringIncludes(error.message, says);
    // What was asked, or of what.
    assertMatch(error.message, /sts:AssumeRole|role\/pull/);
  });
}

Deno.test("translating names the region where a signature is refused, as it may be the wrong one", async () => {
  const error = await translated(ofAws("InvalidSignatureException", 400));
  assertStringIncludes(error.message, "the region is the one of the endpoint");
});

Deno.test("translating tells an expired token from keys that have expired (STS, AssumeRoleWithWebIdentity)", async () => {
  const asked = { action: "sts:AssumeRoleWithWebIdentity", on: ROLE };
  const error = await assertRejects(
    () =>
      translating(
        asked,
        () => Promise.reject(ofAws("ExpiredTokenException", 400)),
      ),
    ProviderError,
    "the token for sts:AssumeRoleWithWebIdentity has expired",
  );
  assertStringIncludes(error.message, "check what renews it");
});

const NETWORK: readonly [text: string, says: string][] = [
  [
    "client error (Connect): invalid peer certificate: UnknownIssuer",
    "its certificate is not trusted: add the authority to the system's store, or name it in DENO_CERT",
  ],
  [
    "client error (Connect): dns error: failed to lookup address information",
    "its name cannot be resolved: check the region",
  ],
  [
    "client error (Connect): tcp connect error: Connection refused",
    "it refuses the connection: check the network of this node",
  ],
  [
    "client error (SendRequest): connection closed before message completed",
    "it closes the connection before its answer is complete: check the endpoint",
  ],
  ["error reading a body from connection", "before its answer is complete"],
  [`Unexpected token 'c', "${CANARY}" is not valid JSON`, "cannot be read"],
];

for (const [text, says] of NETWORK) {
  Deno.test(`translating says "${says}" after "${text}"`, async () => {
    const error = await translated(new TypeError(text));
    assertEquals(error.code, "BACKEND_UNAVAILABLE");
    assertStringIncludes(error.message, says);
  });
}

Deno.test("translating takes an answer with status 200 that is none of AWS for unreadable", async () => {
  const error = await translated(ofAws("SyntaxError", 200));
  assertEquals(error.code, "BACKEND_UNAVAILABLE");
  assertStringIncludes(error.message, "its answer cannot be read");
});

Deno.test("translating tells only the status of a refusal that is none of AWS", async () => {
  const facts = { $metadata: { httpStatusCode: 403 } };
  const thrown = [
    Object.assign(new SyntaxError(CANARY), facts),
    ofAws("Unknown", 403),
  ];
  for (const one of thrown) {
    const error = await translated(one);
    assertEquals(error.code, "BACKEND_DENIED");
    assertStringIncludes(error.message, "with status 403: check region");
  }
});

Deno.test("translating says that nothing came in time", async () => {
  const late = new DOMException("Signal timed out.", "TimeoutError");
  const error = await translated(late);
  assertEquals(error.code, "BACKEND_UNAVAILABLE");
  assertStringIncludes(error.message, "it does not respond in time");
});

Deno.test("translating names where credentials and their files are looked for", async () => {
  const table = [
    [{ name: "CredentialsProviderError" }, "no AWS credentials were found"],
    [{ code: "ENOENT" }, "AWS_WEB_IDENTITY_TOKEN_FILE"],
    [{ code: "EACCES" }, "AWS_WEB_IDENTITY_TOKEN_FILE"],
  ] as const;
  for (const [facts, says] of table) {
    const error = await translated(Object.assign(new Error(CANARY), facts));
    assertEquals(error.code, "CLOUD_CREDENTIALS");
    assertStringIncludes(error.message, says);
  }
});

Deno.test("translating lets an answer and its own failures through", async () => {
  assertEquals(await translating(ASKED, () => Promise.resolve(7)), 7);
  const own = new ProviderError("DEADLINE_EXCEEDED", "late");
  assertEquals(await translated(own), own);
});

Deno.test("translating never shows the text of an answer", async () => {
  const thrown = [
    ...NAMED.map(([name, status]) => ofAws(name, status)),
    ...[200, 302, 400, 403, 429, 500].flatMap((status) => [
      ofAws(CANARY, status),
      ofAws(`Exception ${CANARY}`, status),
    ]),
    ...["ENOENT", "EACCES", CANARY].map((code) =>
      Object.assign(new Error(CANARY), { code })
    ),
    new TypeError(`error sending ${CANARY} (connect)`),
    new SyntaxError(`Unexpected token ${CANARY}`),
    new DOMException(CANARY, "AbortError"),
    Object.assign(new Error(CANARY), { name: "CredentialsProviderError" }),
    CANARY,
  ];
  for (const one of thrown) {
    const { message } = await translated(one);
    assertEquals(message.includes(CANARY), false, message);
  }
});
