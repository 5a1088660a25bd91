/**
 * Profiles of the shared AWS files that give nothing say why, and which of
 * several sources counts.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { MACHINE, MACHINE_KEYS } from "../kit/aws/metadata.ts";
import { passwordOf, runEcr } from "../kit/aws/run.ts";
import { KEY, passwordFor, withAwsServer } from "../kit/aws/server.ts";
import { assertFailure } from "../kit/failure.ts";
import { config, program, withFiles } from "../kit/program.ts";

const ROLE_ARN = "role_arn = arn:aws:iam::123456789012:role/pull";

const CONFIG = `[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = pull
[profile sso-session-user]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = pull
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile mfa]
${ROLE_ARN}
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/me
[profile keys]
aws_access_key_id = ${MACHINE.keyId}
aws_secret_access_key = ${MACHINE.secret}
aws_session_token = ${MACHINE.sessionToken}
endpoint_url = http://127.0.0.1:9/
[profile loop]
${ROLE_ARN}
source_profile = back
[profile back]
${ROLE_ARN}
source_profile = loop
[profile no-source]
${ROLE_ARN}
source_profile = nowhere
[profile role-alone]
${ROLE_ARN}
[profile empty]
region = eu-west-1
`;

const FAULTS: readonly (readonly [profile: string, says: string])[] = [
  ["sso", "it uses single sign-on"],
  ["sso-session-user", "it uses single sign-on"],
  ["mfa", "it asks for the code of a second factor"],
  ["loop", 'its "source_profile" leads back to where it began'],
  ["no-source", 'its "source_profile" is not in the shared AWS files'],
  [
    "role-alone",
    'it has "role_arn" without "source_profile" or "credential_source"',
  ],
  ["empty", "it has neither keys nor a role"],
  ["nowhere", "it is not in the shared AWS files"],
];

function withConfig(
  test: (env: Record<string, string>, folder: string) => Promise<void>,
): Promise<void> {
  return withFiles(
    { config: CONFIG },
    (folder) => test({ AWS_CONFIG_FILE: `${folder}/config` }, folder),
  );
}

for (const [profile, fault] of FAULTS) {
  Deno.test(`the failure of the profile ${profile} says: ${fault}`, () =>
    withConfig(async (env) => {
      assertFailure(await runEcr({ section: { profile }, env }), {
        code: "CLOUD_CREDENTIALS",
        says: `the "profile" of the rule gives no AWS credentials: ${fault}`,
      });
      const named = { ...env, AWS_PROFILE: profile };
      assertFailure(await runEcr({ env: named }), {
        code: "CLOUD_CREDENTIALS",
        says:
          `the profile that AWS_PROFILE names gives no AWS credentials: ${fault}`,
      });
    }));

  Deno.test(`validate warns of the profile ${profile}: ${fault}`, () =>
    withConfig(async (env, folder) => {
      assertStringIncludes(
        await warningsOf(`{ profile: ${profile} }`, env, folder),
        `the profile gives no AWS credentials: ${fault}`,
      );
      assertStringIncludes(
        await warningsOf("{}", { ...env, AWS_PROFILE: profile }, folder),
        `the profile that AWS_PROFILE names gives no AWS credentials: ${fault}`,
      );
    }));
}

async function warningsOf(
  section: string,
  env: Record<string, string>,
  folder: string,
): Promise<string> {
  const path = `${folder}/registries.yaml`;
  await Deno.writeTextFile(
    path,
    config(
      `- { name: e, match: ["*.dkr.ecr.*.amazonaws.com"], ecr: ${section} }\n`,
    ),
  );
  const result = await program(["validate", `--config=${path}`], { env });
  assertEquals([result.code, result.stderr], [0, ""], result.stdout);
  return result.stdout;
}

Deno.test("validate warns of an endpoint in the profile in use, which is not read", () =>
  withConfig(async (env, folder) => {
    const says = 'has "endpoint_url" or "services", which is not read';
    const named = { ...env, AWS_PROFILE: "keys" };
    assertStringIncludes(
      await warningsOf("{ profile: keys }", env, folder),
      `the profile ${says}`,
    );
    assertStringIncludes(
      await warningsOf("{}", named, folder),
      `the profile that AWS_PROFILE names ${says}`,
    );
    const endpoint =
      "{ profile: keys, endpoint: https://api.ecr.eu-west-1.amazonaws.com }";
    for (
      const [section, used] of [[endpoint, env], ["{}", env]] as const
    ) {
      assertEquals(
        await warningsOf(section, used, folder),
        `${folder}/registries.yaml is valid: 1 registry, 1 pattern\n`,
      );
    }
  }));

Deno.test("AWS_PROFILE comes before keys in variables, as docs/providers/ecr.md says", () =>
  withAwsServer({ keys: MACHINE_KEYS }, ({ url }) =>
    withConfig(async (env) => {
      const section = { endpoint: url };
      const both = { ...env, ...KEY, AWS_PROFILE: "keys" };
      assertEquals(
        passwordOf(await runEcr({ section, env: both })),
        passwordFor(MACHINE.keyId),
      );
      assertEquals(
        passwordOf(await runEcr({ section, env: { ...env, ...KEY } })),
        passwordFor(KEY.AWS_ACCESS_KEY_ID),
      );
      // A profile that gives nothing is told, and the keys stay unused.
      const empty = { ...both, AWS_PROFILE: "empty" };
      assertFailure(await runEcr({ section, env: empty }), {
        code: "CLOUD_CREDENTIALS",
        says: "the profile that AWS_PROFILE names gives no AWS credentials",
      });
    })));
