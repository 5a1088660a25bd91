/**
 * Where the secrets of an answer come from, and where the config does.
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  execute,
  linkProgram,
  PROGRAM,
  program,
  request,
  type Run,
  staticConfig,
  withFiles,
} from "../kit/program.ts";
import { withDockerConfig } from "../kit/docker_config.ts";

const VARIABLE = "REGISTRY_CREDENTIAL_PROVIDER_CONFIG";
const IMAGE = "r.example.com/team/app";

function withPassword(password: string): string {
  return staticConfig(`{ username: user, password: ${password} }`);
}

/** The `auth` of the answer; a failed run shows its error instead. */
async function auth(
  args: readonly string[],
  run: Run = {},
  command = PROGRAM,
): Promise<unknown> {
  const { stdout, stderr } = await execute(command, args, {
    ...run,
    stdin: request(IMAGE),
  });
  return stderr === "" ? JSON.parse(stdout).auth : stderr;
}

const authOf = (password: string) => ({
  "r.example.com": { username: "user", password },
});

Deno.test("user name and password come from environment variables", async () => {
  const text = staticConfig(
    "{ username: { env: USER_NAME }, password: { env: _PASS2 } }",
  );
  await withFiles({ "registries.yaml": text }, async (folder) => {
    const env = { USER_NAME: "user", _PASS2: " spaces stay " };
    assertEquals(
      await auth([`--config=${folder}/registries.yaml`], { env }),
      authOf(" spaces stay "),
    );
  });
});

for (
  const [what, content, password] of [
    ["without a line ending", "p4ss", "p4ss"],
    ["with one line ending, which is cut off", "p4ss\n", "p4ss"],
    ["with a line ending of Windows, which is cut off", "p4ss\r\n", "p4ss"],
    ["with two line endings, of which one is cut off", "p4ss\n\n", "p4ss\n"],
  ] as const
) {
  Deno.test(`a password comes from a file ${what}`, async () => {
    await withFiles({ password: content }, async (folder) => {
      await Deno.writeTextFile(
        `${folder}/registries.yaml`,
        withPassword(`{ file: ${folder}/password }`),
      );
      assertEquals(
        await auth([`--config=${folder}/registries.yaml`]),
        authOf(password),
      );
    });
  });
}

Deno.test("a secret file is read anew at every run", async () => {
  await withFiles({ password: "first" }, async (folder) => {
    await Deno.writeTextFile(
      `${folder}/registries.yaml`,
      withPassword(`{ file: ${folder}/password }`),
    );
    const args = [`--config=${folder}/registries.yaml`];
    assertEquals(await auth(args), authOf("first"));
    await Deno.writeTextFile(`${folder}/password`, "second");
    assertEquals(await auth(args), authOf("second"));
  });
});

Deno.test("a Docker config answers with its entry for the image, kept for that image alone", async () => {
  const docker = JSON.stringify({
    auths: {
      "https://r.example.com": { auth: btoa("wide:w") },
      "r.example.com/team": { username: "narrow", password: "n:colon" },
    },
  });
  await withDockerConfig(docker, async ({ args }) => {
    const { stdout } = await program(args, { stdin: request(IMAGE) });
    const { cacheKeyType, auth } = JSON.parse(stdout);
    assertEquals({ cacheKeyType, auth }, {
      cacheKeyType: "Image",
      auth: { [IMAGE]: { username: "narrow", password: "n:colon" } },
    });
    const other = request("r.example.com/other");
    const { stdout: wide } = await program(args, { stdin: other });
    assertEquals(JSON.parse(wide).auth, {
      "r.example.com/other": { username: "wide", password: "w" },
    });
  });
});

Deno.test("the config is --config, else the variable, else the file beside the executable", async () => {
  await withFiles({
    "option.yaml": withPassword("from-option"),
    "variable.yaml": withPassword("from-variable"),
    "registries.yaml": withPassword("from-beside"),
  }, async (folder) => {
    const copy = `${folder}/registry-credential-provider`;
    await linkProgram(copy);
    const option = `--config=${folder}/option.yaml`;
    const env = { [VARIABLE]: `${folder}/variable.yaml` };
    assertEquals(await auth([option], { env }, copy), authOf("from-option"));
    assertEquals(await auth([], { env }, copy), authOf("from-variable"));
    assertEquals(await auth([], {}, copy), authOf("from-beside"));
    assertEquals(
      await auth([], { cwd: "/" }, copy),
      authOf("from-beside"),
      "the folder that it is run in does not count",
    );
  });
});

Deno.test("a relative --config begins at the folder that the program is run in", async () => {
  await withFiles(
    { "registries.yaml": withPassword("relative") },
    async (folder) => {
      assertEquals(
        await auth(["--config", "registries.yaml"], { cwd: folder }),
        authOf("relative"),
      );
    },
  );
});
