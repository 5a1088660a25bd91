/**
 * Roles that the program assumes on its way to a token of ECR. The password of
 * a token names the access key that asked, so it proves the chain.
 * @module
 */
import { assertEquals } from "@std/assert";
import { failure } from "../kit/aws/reply.ts";
import { at, OTHER_ROLE, passwordOf, ROLE, runEcr } from "../kit/aws/run.ts";
import {
  KEY,
  passwordFor,
  roleKeyId,
  withAwsServer,
} from "../kit/aws/server.ts";
import type { Operation } from "../kit/aws/services.ts";
import { withFiles } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";

const TOKEN = "header.payload.signature";

const ECR: Operation = "ecr:GetAuthorizationToken";
const ASSUME: Operation = "sts:AssumeRole";
const WITH_TOKEN: Operation = "sts:AssumeRoleWithWebIdentity";

const OF_FIRST_ROLE = passwordFor(roleKeyId(1));
const OF_SECOND_ROLE = passwordFor(roleKeyId(2));

Deno.test("ecr assumes roleArn with the name of the program, and asks as the role", async () => {
  await withAwsServer({}, async ({ url, calls, operations }) => {
    const result = await runEcr({ section: at(url, { roleArn: ROLE }) });
    assertEquals(passwordOf(result), OF_FIRST_ROLE);
    assertEquals(operations(), [ASSUME, ECR]);
    assertEquals(calls[0]?.keyId, KEY.AWS_ACCESS_KEY_ID);
    assertEquals(calls[0]?.input, {
      RoleArn: ROLE,
      RoleSessionName: "registry-credential-provider",
    });
  });
});

Deno.test("ecr assumes roleArn with externalId, sessionName and sourceIdentity", async () => {
  await withAwsServer({}, async ({ url, calls }) => {
    const section = at(url, {
      roleArn: ROLE,
      externalId: "cluster 1 & <2>",
      sessionName: "node@1",
      sourceIdentity: "node-1",
    });
    assertEquals(passwordOf(await runEcr({ section })), OF_FIRST_ROLE);
    assertEquals(calls[0]?.input, {
      RoleArn: ROLE,
      RoleSessionName: "node@1",
      ExternalId: "cluster 1 & <2>",
      SourceIdentity: "node-1",
    });
  });
});

Deno.test("ecr assumes roleArn with the role of a profile that has a source_profile", async () => {
  await withAwsServer({}, async ({ url, calls, operations }) => {
    const files = {
      config: `[profile chained]
role_arn = ${OTHER_ROLE}
source_profile = base
external_id = of-profile
`,
      credentials: `[base]
aws_access_key_id = ${KEY.AWS_ACCESS_KEY_ID}
aws_secret_access_key = ${KEY.AWS_SECRET_ACCESS_KEY}
`,
    };
    await withFiles(files, async (folder) => {
      const env = {
        AWS_CONFIG_FILE: `${folder}/config`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
      };
      const profile = "chained";
      const alone = await runEcr({ section: at(url, { profile }), env });
      assertEquals(passwordOf(alone), OF_FIRST_ROLE);
      assertEquals(operations(), [ASSUME, ECR]);
      assertEquals(calls[0]?.input["RoleArn"], OTHER_ROLE);
      assertEquals(calls[0]?.input["ExternalId"], "of-profile");

      const chained = await runEcr({
        section: at(url, { profile, roleArn: ROLE }),
        env,
      });
      assertEquals(passwordOf(chained), passwordFor(roleKeyId(3)));
      assertEquals(operations().slice(2), [ASSUME, ASSUME, ECR]);
      assertEquals(calls[3]?.input["RoleArn"], ROLE);
      assertEquals(calls[3]?.keyId, roleKeyId(2));
    });
  });
});

Deno.test("ecr assumes the role of AWS_ROLE_ARN with the token of its file, and roleArn after it", async () => {
  await withAwsServer({}, async ({ url, calls, operations }) => {
    await withFiles({ token: TOKEN }, async (folder) => {
      const env = {
        AWS_ROLE_ARN: OTHER_ROLE,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
      };
      const section = at(url, { roleArn: ROLE });
      const result = await runEcr({ section, env });
      assertEquals(passwordOf(result), OF_SECOND_ROLE);
      assertEquals(operations(), [WITH_TOKEN, ASSUME, ECR]);
      assertEquals(calls[0]?.input["RoleArn"], OTHER_ROLE);
      assertEquals(calls[0]?.input["WebIdentityToken"], TOKEN);
    });
  });
});

Deno.test("ecr assumes the role of a profile with a web_identity_token_file", async () => {
  await withAwsServer({}, async ({ url, operations }) => {
    await withFiles({ token: TOKEN }, async (folder) => {
      const config =
        `[profile web]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${folder}/token\n`;
      await Deno.writeTextFile(`${folder}/config`, config);
      const result = await runEcr({
        section: at(url, { profile: "web" }),
        env: { AWS_CONFIG_FILE: `${folder}/config` },
      });
      assertEquals(passwordOf(result), OF_FIRST_ROLE);
      assertEquals(operations(), [WITH_TOKEN, ECR]);
    });
  });
});

Deno.test("ecr names the role of a profile that AWS does not let it assume", async () => {
  const script = { [ASSUME]: [failure(403, "AccessDenied")] };
  await withAwsServer({ script, forever: true }, async (server) => {
    const config =
      `[profile chained]\nrole_arn = ${OTHER_ROLE}\ncredential_source = Environment\n`;
    await withFiles({ config }, async (folder) => {
      const result = await runEcr({
        section: at(server.url, { profile: "chained" }),
        env: { ...KEY, AWS_CONFIG_FILE: `${folder}/config` },
      });
      const says = `AWS denies sts:AssumeRole for ${OTHER_ROLE}`;
      assertFailure(result, { code: "BACKEND_DENIED", says });
    });
  });
});
