/**
 * Roles that the program assumes with the kubelet's token of a service account,
 * and what it says where STS gives none.
 * @module
 */
import { assertEquals } from "@std/assert";
import { failure, throttled } from "../kit/aws/reply.ts";
import { at, OTHER_ROLE, passwordOf, ROLE, runEcr } from "../kit/aws/run.ts";
import { passwordFor, roleKeyId, withAwsServer } from "../kit/aws/server.ts";
import type { Operation } from "../kit/aws/services.ts";
import { assertFailure } from "../kit/failure.ts";

const TOKEN = "header.payload.signature";
const ANNOTATION = "eks.amazonaws.com/role-arn";

const ECR: Operation = "ecr:GetAuthorizationToken";
const ASSUME: Operation = "sts:AssumeRole";
const WITH_TOKEN: Operation = "sts:AssumeRoleWithWebIdentity";

function tokenFor(...audiences: readonly string[]): string {
  return `header.${btoa(JSON.stringify({ aud: audiences }))}.signature`;
}

const OF_FIRST_ROLE = passwordFor(roleKeyId(1));

const SERVICE_ACCOUNT = {
  serviceAccountToken: TOKEN,
  serviceAccountAnnotations: { [ANNOTATION]: OTHER_ROLE },
};

for (
  const [what, serviceAccount, role] of [
    ["the role of the rule, whatever is annotated", {}, ROLE],
    [
      "the role of the annotation that the rule names",
      { roleAnnotation: ANNOTATION },
      OTHER_ROLE,
    ],
    [
      "the role of the rule where the annotation is missing",
      { roleAnnotation: "example.com/other" },
      ROLE,
    ],
  ] as const
) {
  Deno.test(`ecr assumes with the kubelet's token ${what}, and no key of the node`, async () => {
    await withAwsServer({}, async ({ url, calls, operations }) => {
      const result = await runEcr({
        section: at(url, { roleArn: ROLE, serviceAccount }),
        fields: SERVICE_ACCOUNT,
      });
      assertEquals(passwordOf(result), OF_FIRST_ROLE);
      assertEquals(operations(), [WITH_TOKEN, ECR]);
      assertEquals(calls[0]?.keyId, undefined);
      assertEquals(calls[0]?.input, {
        RoleArn: role,
        RoleSessionName: "registry-credential-provider",
        WebIdentityToken: TOKEN,
      });
    });
  });
}

Deno.test("ecr keeps the kubelet's token to itself unless the rule uses it", async () => {
  await withAwsServer({}, async ({ url, calls, operations }) => {
    const section = at(url, { roleArn: ROLE });
    const result = await runEcr({ section, fields: SERVICE_ACCOUNT });
    assertEquals(passwordOf(result), OF_FIRST_ROLE);
    assertEquals(operations(), [ASSUME, ECR]);
    assertEquals(JSON.stringify(calls).includes(TOKEN), false);
  });
});

for (
  const [what, section, fields, says] of [
    [
      "the kubelet sent none",
      { roleArn: ROLE, serviceAccount: {} },
      {},
      'the kubelet sent none: see "tokenAttributes"',
    ],
    [
      "the annotation is missing and the rule has no role",
      { serviceAccount: { roleAnnotation: "example.com/other" } },
      SERVICE_ACCOUNT,
      "has no annotation example.com/other",
    ],
    [
      "the annotation is not a role",
      { serviceAccount: { roleAnnotation: ANNOTATION } },
      { ...SERVICE_ACCOUNT, serviceAccountAnnotations: { [ANNOTATION]: "x" } },
      `the annotation ${ANNOTATION} of the service account is not a role`,
    ],
    [
      "the token is for another audience than the rule's",
      { roleArn: ROLE, serviceAccount: { audience: "sts.amazonaws.com" } },
      { serviceAccountToken: tokenFor("registry.example.com") },
      "is for registry.example.com, and was not sent to AWS: the rule wants sts.amazonaws.com alone",
    ],
    [
      "the token is for somebody else as well",
      { roleArn: ROLE, serviceAccount: { audience: "sts.amazonaws.com" } },
      { serviceAccountToken: tokenFor("sts.amazonaws.com", "other") },
      "is for sts.amazonaws.com, other, and was not sent to AWS",
    ],
  ] as const
) {
  Deno.test(`ecr asks nobody where ${what}, with keys of the node at hand`, async () => {
    await withAwsServer({}, async (server) => {
      const result = await runEcr({ section: at(server.url, section), fields });
      assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
      assertEquals(server.calls, []);
    });
  });
}

Deno.test("ecr asks STS again after throttling and 5xx, and answers", async () => {
  const replies = [throttled, failure(503, "ServiceUnavailable")];
  for (const operation of [ASSUME, WITH_TOKEN]) {
    const script = { [operation]: replies };
    await withAwsServer({ script }, async (server) => {
      const serviceAccount = operation === WITH_TOKEN
        ? { serviceAccount: {} }
        : {};
      const result = await runEcr({
        section: at(server.url, { roleArn: ROLE, ...serviceAccount }),
        fields: SERVICE_ACCOUNT,
      });
      assertEquals(passwordOf(result), OF_FIRST_ROLE);
      assertEquals(server.calls.length, 4);
    });
  }
});

for (
  const [operation, name, code, says] of [
    [
      ASSUME,
      "AccessDenied",
      "BACKEND_DENIED",
      `AWS denies sts:AssumeRole for ${ROLE}`,
    ],
    [ASSUME, "ExpiredToken", "CLOUD_CREDENTIALS", "have expired: renew them"],
    [ASSUME, "RegionDisabledException", "BACKEND_DENIED", "check region"],
    [WITH_TOKEN, "AccessDenied", "BACKEND_DENIED", `for ${ROLE}: allow it`],
    [
      WITH_TOKEN,
      "InvalidIdentityToken",
      "BACKEND_DENIED",
      "check the OIDC provider in IAM",
    ],
    [
      WITH_TOKEN,
      "IDPRejectedClaim",
      "BACKEND_DENIED",
      "check the OIDC provider in IAM",
    ],
    [WITH_TOKEN, "ExpiredTokenException", "CLOUD_CREDENTIALS", "has expired"],
  ] as const
) {
  Deno.test(`ecr says what to change after ${name} of ${operation}, and asks once`, async () => {
    const script = { [operation]: [failure(403, name)] };
    await withAwsServer({ script, forever: true }, async (server) => {
      const serviceAccount = operation === WITH_TOKEN
        ? { serviceAccount: {} }
        : {};
      const result = await runEcr({
        section: at(server.url, { roleArn: ROLE, ...serviceAccount }),
        fields: SERVICE_ACCOUNT,
      });
      assertFailure(result, { code, says });
      assertEquals(server.operations(), [operation]);
    });
  });
}
