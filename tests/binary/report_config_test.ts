/**
 * Wrong sections `audit` and `metrics`: no answer, and all that `validate` and
 * `fileTrust: strict` say of them and of their files.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeCertificates } from "../kit/aws/certificates.ts";
import {
  execute,
  program,
  request,
  staticConfig,
  withFiles,
} from "../kit/program.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { withRawServer } from "../kit/raw_server.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import { IMAGE, withCollecting, withCollector } from "../kit/collecting.ts";
import { assertFailure } from "../kit/failure.ts";

const RULE = staticConfig();

/** Places with sections that have one problem there, and how its message begins. */
const WRONG: {
  readonly [path: string]: { readonly [section: string]: string };
} = {
  "audit": {
    "audit: on": "expected a mapping, found text",
    "audit:": "expected a mapping, found nothing",
    "audit: { dir: /a }": "key number 1 is unknown",
  },
  "audit.directory": {
    "audit: { directory: a }": "expected an absolute path",
  },
  "audit.keep": {
    "audit: { keep: 0 }": "expected a whole number from 1",
  },
  "audit.webhook": {
    "audit: { webhook: {} }": '"url" is missing',
  },
  "audit.webhook.url": {
    'audit: { webhook: { url: "http://collector.example.com/" } }':
      "expected https (http only on this machine itself)",
    'audit: { webhook: { url: "https://a@b.example.com/" } }':
      "expected a URL without a user name",
  },
  "audit.webhook.headers[0]": {
    'audit: { webhook: { url: "https://a.example.com/", headers: { Host: b } } }':
      "is a header that this program sets itself",
  },
  "audit.webhook.timeout": {
    'audit: { webhook: { url: "https://a.example.com/", timeout: 1m } }':
      "has to be from 100ms to 5s",
  },
  "metrics": {
    "metrics: {}": '"file" is missing',
  },
  "metrics.file": {
    "metrics: { file: /m/a.txt }": "expected an absolute path",
    "metrics: { file: /run/registry-credential-provider/a.prom }":
      "is in the folder of cache.directory",
  },
};
const CASES = Object.entries(WRONG).flatMap(([path, sections]) =>
  Object.entries(sections).map(([section, says]) => ({ section, path, says }))
);
for (const { section, path, says } of CASES) {
  Deno.test(`a config with "${section}" gives no answer, and validate says the same`, async () => {
    await withFiles(
      { "registries.yaml": `${RULE}${section}\n` },
      async (folder) => {
        const configPath = `${folder}/registries.yaml`;
        const args = [`--config=${configPath}`];
        const result = await program(args, {
          stdin: request("r.example.com/app"),
        });
        assertFailure(result, {
          code: "CONFIG_INVALID",
          says: `the config file ${configPath}: ${path}: ${says}`,
        });
        const { code, stdout } = await program(["validate", ...args]);
        assertEquals(code, 1);
        assert(
          stdout.startsWith(`error  ${configPath}: ${path}  ${says}`),
          stdout,
        );
      },
    );
  });
}

Deno.test("validate tells the problems of registries, audit and metrics at once", async () => {
  const text = `${
    RULE.replace("static:", "statik:")
  }audit: { keep: 0, webhook: { url: x } }\nmetrics: { file: x }\n`;
  await withFiles({ "registries.yaml": text }, async (folder) => {
    const args = ["validate", `--config=${folder}/registries.yaml`];
    const { stdout } = await program([...args, "--format=json"]);
    const { findings } = JSON.parse(stdout);
    assertEquals(
      findings.map(({ path }: { path: string }) => path),
      [
        "audit.keep",
        "audit.webhook.url",
        "metrics.file",
        "registries[0]",
        "registries[0]",
      ],
    );
  });
});

Deno.test("validate warns of files of the webhook, shows no secret, and does not ask it", async () => {
  await withCollecting(
    async ({ configure, configPath, folder, run, token }) => {
      await withCollector(async ({ url, deliveries }) => {
        await Deno.chmod(configPath, 0o644);
        await Deno.chmod(token, 0o644);
        await configure(
          `url: "${url}", headers: { a: { file: ${token} }, b: { file: ${folder}/none }, c: { env: NOT_SET }, d: "${CANARY}" }, caFile: ${folder}/none.pem`,
        );
        const { code, stdout } = await run(["validate"]);
        assertEquals(code, 0);
        for (
          const expected of [
            /headers\[0\] +every user can read \S+token: run "chmod 600 /,
            /headers\[1\] +the secret file \S+none does not exist or cannot be reached/,
            /headers\[2\] +the environment variable NOT_SET is not set here/,
            /headers\[3\] +holds a secret, and every user can read /,
            /caFile +the file with certificates \S+none\.pem does not exist/,
          ]
        ) assertMatch(stdout, expected);
        assertEquals([findCanary(stdout), deliveries], [[], []]);
      });
    },
  );
});

Deno.test("with fileTrust: strict there is no answer where others can change a header's secret or an authority", async () => {
  await withCollecting(async (collecting) => {
    const { configure, configPath, env, folder, token } = collecting;
    // The folder of the tests' program may belong to another user.
    const copy = `${folder}/program`;
    await Deno.copyFile(WRITABLE_PROGRAM, copy);
    await Deno.chmod(copy, 0o755);
    const { caFile } = await makeCertificates(folder);
    await withRawServer(() => Promise.resolve(), async ({ url, heads }) => {
      await configure(
        `url: "${url}/", headers: { a: { file: ${token} } }, caFile: ${caFile}`,
      );
      const text = await Deno.readTextFile(configPath);
      await Deno.writeTextFile(configPath, `${text}fileTrust: strict\n`);
      const ask = () =>
        execute(copy, [`--config=${configPath}`], {
          stdin: request(IMAGE),
          env,
        });
      assertEquals((await ask()).code, 0);
      const before = heads.length;
      for (const path of [token, caFile]) {
        const mode = (await Deno.stat(path)).mode ?? 0;
        await Deno.chmod(path, 0o622);
        assertFailure(await ask(), {
          code: "FILE_NOT_TRUSTED",
          says: `run "chmod go-w ${path}"`,
        });
        const { code, stdout } = await execute(copy, [
          "validate",
          `--config=${configPath}`,
        ], { env });
        assertEquals(code, 1);
        assert(stdout.includes(`run "chmod go-w ${path}"`), stdout);
        await Deno.chmod(path, mode & 0o777);
      }
      // The refusals are not sent either: the receiver failed before.
      assertEquals(heads.length, before);
    });
  });
});
