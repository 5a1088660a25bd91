/**
 * Roles that the program assumes with the subject of a rule: whose token is sent,
 * and what a pod without one gets.
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  at,
  OTHER_ROLE,
  passwordOf,
  REGISTRY,
  ROLE,
  runEcr,
} from "../kit/aws/run.ts";
import {
  KEY,
  passwordFor,
  roleKeyId,
  withAwsServer,
} from "../kit/aws/server.ts";
import type { Operation } from "../kit/aws/services.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import { podFields, podToken } from "../kit/clouds/pods.ts";
import { assertFailure } from "../kit/failure.ts";
import { withFiles } from "../kit/program.ts";

const ECR: Operation = "ecr:GetAuthorizationToken";
const WITH_TOKEN: Operation = "sts:AssumeRoleWithWebIdentity";
const OF_FIRST_ROLE = passwordFor(roleKeyId(1));
const AUDIENCE = "sts.amazonaws.com";
const POD = podFields({ audience: AUDIENCE });
const ANNOTATION = "eks.amazonaws.com/role-arn";

Deno.test("ecr assumes the role with the pod's token, and no key of the node", async () => {
  await withAwsServer({}, async ({ url, calls, operations }) => {
    const result = await runEcr({
      section: at(url, { roleArn: ROLE, subject: { serviceAccount: {} } }),
      fields: POD,
    });
    assertEquals(passwordOf(result), OF_FIRST_ROLE);
    assertEquals(operations(), [WITH_TOKEN, ECR]);
    assertEquals(calls[0]?.keyId, undefined);
    assertEquals(calls[0]?.input, {
      RoleArn: ROLE,
      RoleSessionName: "registry-credential-provider",
      WebIdentityToken: podToken({ audience: AUDIENCE }),
    });
  });
});

Deno.test("ecr assumes the role with a token in a file, whatever the kubelet sent", async () => {
  const token = podToken({ audience: AUDIENCE, name: "of-file" });
  await withFiles(
    { token: `${token}\n` },
    (folder) =>
      withAwsServer({}, async ({ url, calls }) => {
        const subject = { file: `${folder}/token`, audience: AUDIENCE };
        const result = await runEcr({
          section: at(url, { roleArn: ROLE, subject }),
          fields: POD,
        });
        assertEquals(passwordOf(result), OF_FIRST_ROLE);
        assertEquals(calls[0]?.input["WebIdentityToken"], token);
      }),
  );
});

Deno.test("ecr assumes the role that the annotation picks, and none that the rule does not allow", async () => {
  const section = {
    roleArn: ROLE,
    roleAnnotation: { key: ANNOTATION, allow: [OTHER_ROLE] },
    subject: { serviceAccount: {} },
  };
  const as = (role: string | undefined) =>
    podFields({
      audience: AUDIENCE,
      ...role !== undefined && { annotations: { [ANNOTATION]: role } },
    });
  await withAwsServer({}, async ({ url, calls }) => {
    for (const [nth, role] of [OTHER_ROLE, undefined].entries()) {
      const result = await runEcr({
        section: at(url, section),
        fields: as(role),
      });
      assertEquals(passwordOf(result), passwordFor(roleKeyId(nth + 1)));
      assertEquals(calls[nth * 2]?.input["RoleArn"], role ?? ROLE);
    }
  });
  await withAwsServer({}, async ({ url, calls }) => {
    const result = await runEcr({
      section: at(url, section),
      fields: as(`${ROLE}${CANARY}`),
    });
    const says =
      `the annotation ${ANNOTATION} of the service account is not one`;
    assertFailure(result, { code: "VARIABLE_UNAVAILABLE", says });
    assertEquals(findCanary(result.stderr), []);
    assertEquals(calls, []);
  });
});

Deno.test("ecr gives a pod without a token what the node may pull, only where the rule says so", async () => {
  await withAwsServer({}, async ({ url, operations }) => {
    const subject = { serviceAccount: { otherwise: "node" } };
    const result = await runEcr({
      section: at(url, { roleArn: ROLE, subject }),
    });
    assertEquals(passwordOf(result), passwordFor(KEY.AWS_ACCESS_KEY_ID));
    assertEquals(operations(), [ECR]);
  });
  await withAwsServer({}, async ({ url, calls }) => {
    const subject = { serviceAccount: {} };
    const result = await runEcr({
      section: at(url, { roleArn: ROLE, subject }),
    });
    const says = "and the kubelet sent none";
    assertFailure(result, { code: "TOKEN_UNUSABLE", says });
    assertEquals(calls, []);
  });
});

Deno.test("ecr sends no token that is for another audience", async () => {
  await withAwsServer({}, async ({ url, calls }) => {
    for (const audience of ["other", [AUDIENCE, "other"], [], CANARY]) {
      const result = await runEcr({
        section: at(url, { roleArn: ROLE, subject: { serviceAccount: {} } }),
        fields: podFields({ audience, claims: { jti: CANARY } }),
      });
      const says = "and was not sent: the rule wants sts.amazonaws.com alone";
      assertFailure(result, { code: "TOKEN_UNUSABLE", says });
      assertEquals(findCanary(result.stderr), []);
    }
    assertEquals(calls, []);
  });
});

Deno.test("ecr asks for the mirror that the rule names, and answers for the image's registry", async () => {
  await withAwsServer({}, async ({ url, operations }) => {
    const result = await runEcr({
      image: "quay.io/acme/app",
      section: { endpoint: url, registry: REGISTRY },
    });
    assertEquals(
      passwordOf(result, "quay.io"),
      passwordFor(KEY.AWS_ACCESS_KEY_ID),
    );
    assertEquals(operations(), [ECR]);
  });
});
