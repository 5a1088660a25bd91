/**
 * Where the program finds the credentials with which it asks ECR, under the
 * permissions that it has.
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  CONTAINER_TOKEN,
  MACHINE,
  MACHINE_KEYS,
  withMetadata,
} from "../kit/aws/metadata.ts";
import { passwordOf, ROLE, runEcr } from "../kit/aws/run.ts";
import { KEY, passwordFor, withAwsServer } from "../kit/aws/server.ts";
import { withFiles } from "../kit/program.ts";
import { NOBODY } from "../kit/nobody.ts";
import { assertFailure } from "../kit/failure.ts";

const OF_KEY = passwordFor(KEY.AWS_ACCESS_KEY_ID);
const OF_MACHINE = passwordFor(MACHINE.keyId);
const KNOWN = { keys: MACHINE_KEYS };

const CREDENTIALS_FILE = `[default]
aws_access_key_id = ${KEY.AWS_ACCESS_KEY_ID}
aws_secret_access_key = ${KEY.AWS_SECRET_ACCESS_KEY}

[of-machine]
aws_access_key_id = ${MACHINE.keyId}
aws_secret_access_key = ${MACHINE.secret}
aws_session_token = ${MACHINE.sessionToken}
`;

Deno.test("ecr asks with a temporary access key of the environment, and its session token", async () => {
  await withAwsServer(KNOWN, async ({ url }) => {
    const result = await runEcr({
      section: { endpoint: url },
      env: {
        AWS_ACCESS_KEY_ID: MACHINE.keyId,
        AWS_SECRET_ACCESS_KEY: MACHINE.secret,
        AWS_SESSION_TOKEN: MACHINE.sessionToken,
      },
    });
    assertEquals(passwordOf(result), OF_MACHINE);
  });
});

for (const home of [undefined, "/does/not/exist", "/etc/hostname"]) {
  Deno.test(`ecr asks with the environment where HOME is ${home}`, async () => {
    await withAwsServer({}, async ({ url }) => {
      const env = { ...KEY, ...home === undefined ? {} : { HOME: home } };
      const result = await runEcr({ section: { endpoint: url }, env });
      assertEquals(passwordOf(result), OF_KEY);
    });
  });
}

Deno.test("ecr asks with the profile of the shared file that HOME, a variable or the rule chooses", async () => {
  await withAwsServer(KNOWN, async ({ url }) => {
    await withFiles({ credentials: CREDENTIALS_FILE }, async (folder) => {
      await Deno.mkdir(`${folder}/.aws`);
      await Deno.copyFile(
        `${folder}/credentials`,
        `${folder}/.aws/credentials`,
      );
      const atHome = { HOME: folder };
      const named = { AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials` };
      const profile = "of-machine";
      const rows: readonly [object, Record<string, string>, string][] = [
        [{}, atHome, OF_KEY],
        [{}, named, OF_KEY],
        [{}, { ...named, AWS_PROFILE: profile }, OF_MACHINE],
        [{ profile }, named, OF_MACHINE],
        [{ profile }, { ...named, AWS_PROFILE: "default" }, OF_MACHINE],
        // The rule says whose token it wants, so it wins over the environment.
        [{ profile }, { ...named, ...KEY }, OF_MACHINE],
      ];
      for (const [section, env, expected] of rows) {
        const result = await runEcr({
          section: { endpoint: url, ...section },
          env,
        });
        const row = JSON.stringify([section, env]);
        assertEquals(passwordOf(result), expected, row);
      }
    });
  });
});

for (
  const [what, text] of [
    ["is in no file", "[profile other]\nregion = eu-west-1\n"],
    ["has a credential_process", "[profile pull]\ncredential_process = id\n"],
    ["has half a key", "[profile pull]\naws_access_key_id = A\n"],
  ] as const
) {
  Deno.test(`ecr refuses a profile of the rule that ${what}, and asks with no other identity`, async () => {
    await withAwsServer(KNOWN, async (server) => {
      await withMetadata(async (metadata) => {
        await withFiles({ config: text }, async (folder) => {
          const result = await runEcr({
            section: { endpoint: server.url, profile: "pull" },
            env: {
              ...KEY,
              AWS_CONFIG_FILE: `${folder}/config`,
              AWS_EC2_METADATA_DISABLED: "false",
              AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
            },
          });
          const says = 'the "profile" of the rule gives no AWS credentials';
          assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
          assertEquals(server.calls, []);
        });
      });
    });
  });
}

Deno.test("ecr says of a credential_process in the profile of the environment that it is not run", async () => {
  await withFiles({}, async (folder) => {
    const mark = `${folder}/was-run`;
    const config = `[default]\ncredential_process = /bin/touch ${mark}\n`;
    await Deno.writeTextFile(`${folder}/config`, config);
    const env = { AWS_CONFIG_FILE: `${folder}/config` };
    const result = await runEcr({ env });
    const says = 'has a "credential_process", which is not run';
    assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
    const found = await Deno.stat(mark).then(() => true, () => false);
    assertEquals(found, false);
  });
});

Deno.test("ecr asks with the credentials of a container, with its token in a variable or a file", async () => {
  await withAwsServer(KNOWN, async ({ url }) => {
    await withMetadata(async (metadata) => {
      await withFiles({ token: CONTAINER_TOKEN }, async (folder) => {
        const inVariable = {
          AWS_CONTAINER_AUTHORIZATION_TOKEN: CONTAINER_TOKEN,
        };
        const inFile = {
          AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${folder}/token`,
        };
        for (
          const token of [inVariable, inFile, { ...inVariable, ...inFile }]
        ) {
          const uri = `${metadata.url}/container`;
          const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, ...token };
          const result = await runEcr({ section: { endpoint: url }, env });
          assertEquals(passwordOf(result), OF_MACHINE, JSON.stringify(env));
        }
        assertEquals(metadata.calls, Array(3).fill("GET /container"));
      });
    });
  });
});

Deno.test("ecr asks with the credentials of the instance, by version 2 of its metadata service", async () => {
  await withAwsServer(KNOWN, async ({ url }) => {
    await withMetadata(async (metadata) => {
      const result = await runEcr({
        section: { endpoint: url },
        env: {
          AWS_EC2_METADATA_DISABLED: "false",
          AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
        },
      });
      assertEquals(passwordOf(result), OF_MACHINE);
      assertEquals(metadata.calls[0], "PUT /latest/api/token");
    });
  });
});

Deno.test("ecr says that there are no credentials, where the metadata service is turned off", async () => {
  await withAwsServer({}, async (server) => {
    const section = { endpoint: server.url };
    const result = await runEcr({ section, env: {} });
    const says = "no AWS credentials were found in the environment";
    assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
    assertEquals(server.calls, []);
  });
});

Deno.test("ecr says so within seconds where the metadata service refuses or is silent", async () => {
  // The kernel takes the connection, and nobody ever answers.
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    for (const url of [`http://127.0.0.1:${silent.addr.port}`, NOBODY]) {
      const result = await runEcr({
        env: {
          AWS_EC2_METADATA_DISABLED: "false",
          AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
        },
        // Less than the 30 s that a run has: one that waits longer says so.
        args: ["--timeout=20s"],
      });
      const says = "AWS credentials were found";
      assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
    }
  } finally {
    silent.close();
  }
});

Deno.test("ecr says that a file with a token cannot be read", async () => {
  const result = await runEcr({
    env: { AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: "/no/such/file" },
  });
  const says = "check AWS_WEB_IDENTITY_TOKEN_FILE";
  assertFailure(result, { code: "CLOUD_CREDENTIALS", says });
});
