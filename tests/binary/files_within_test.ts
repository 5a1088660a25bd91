/**
 * `--files-within`: secrets, keys and certificates of the config in one folder.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  config,
  program,
  request,
  type Result,
  withFiles,
} from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";
import { PEM } from "../kit/minting.ts";

/** Sections of a rule that read a file, and the file. */
const SECTIONS: Readonly<Record<string, readonly [string, string]>> = {
  "a password": ["static: { username: u, password: { file: FILE } }", "p"],
  "a user name": ["static: { username: { file: FILE }, password: p }", "u"],
  "a Docker config": [
    "static: { dockerConfigFile: FILE }",
    JSON.stringify({ auths: { "r.example.com": { auth: btoa("u:p") } } }),
  ],
  "a signing key": [
    "jwt: { username: u, key: { file: FILE }, algorithm: ES256, issuer: i, audience: a, subject: s }",
    PEM,
  ],
};

const HEADER =
  "audit: { webhook: { url: https://a.example.com, stateDirectory: /run/registry-credential-provider/w, FIELD } }\n";

/** The files of the audit's webhook. */
const WEBHOOK: Readonly<Record<string, string>> = {
  "a header of the webhook": "headers: { Authorization: { file: FILE } }",
  "certificates of the webhook": "caFile: FILE",
};

const CASES: readonly (readonly [string, string, string])[] = [
  ...Object.entries(SECTIONS).map(([what, [section, content]]) =>
    [what, configWith(section), content] as const
  ),
  ...Object.entries(WEBHOOK).map(([what, field]) =>
    [
      what,
      configWith("static: { username: u, password: p }") +
      HEADER.replace("FIELD", field),
      "x",
    ] as const
  ),
];

function configWith(section: string): string {
  return config(`- name: r\n  match: [r.example.com]\n  ${section}\n`);
}

interface World {
  readonly inside: string;
  readonly outside: string;
  /** Answers with a config whose file is at this path. */
  ask(path: string, within: string): Promise<Result>;
  validate(path: string, ...args: readonly string[]): Promise<Result>;
}

async function withWorld(
  text: string,
  content: string,
  test: (world: World) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (folder) => {
    const inside = `${folder}/allowed`;
    await Deno.mkdir(inside);
    for (const path of [`${inside}/file`, `${folder}/file`]) {
      await Deno.writeTextFile(path, content, { mode: 0o600 });
    }
    const write = async (path: string) => {
      const file = `${folder}/registries.yaml`;
      await Deno.writeTextFile(file, text.replaceAll("FILE", path), {
        mode: 0o600,
      });
      return `--config=${file}`;
    };
    await test({
      inside,
      outside: `${folder}/file`,
      ask: async (path, within) =>
        await program([await write(path), `--files-within=${within}`], {
          stdin: request("r.example.com/app"),
        }),
      validate: async (path, ...args) =>
        await program(["validate", await write(path), ...args]),
    });
  });
}

for (const [what, text, content] of CASES) {
  Deno.test(`--files-within: ${what} from elsewhere gives no answer, and is an error of validate`, async () => {
    await withWorld(text, content, async (world) => {
      const { ask, inside, outside, validate } = world;
      assertEquals((await ask(`${inside}/file`, inside)).code, 0);
      const option = `--files-within=${inside}`;
      assertEquals((await validate(`${inside}/file`, option)).code, 0);
      const dots = `${inside}/../file`;
      const link = `${inside}/link`;
      await Deno.symlink(outside, link);
      for (const path of [outside, dots, link]) {
        assertFailure(await ask(path, inside), {
          code: "FILE_NOT_TRUSTED",
          says: `${path} is not in ${inside}`,
        });
        const { code, stdout } = await validate(path, option);
        assertEquals(code, 1);
        assertMatch(stdout, /^error +.*--files-within allows no other files/m);
        assertEquals((await validate(path)).code, 0);
      }
    });
  });
}

Deno.test("--files-within: the folder may be a link, and a name that begins like it is elsewhere", async () => {
  await withWorld(...passwordCase(), async ({ ask, inside }) => {
    await Deno.symlink(inside, `${inside}-link`);
    await Deno.mkdir(`${inside}-other`);
    await Deno.copyFile(`${inside}/file`, `${inside}-other/file`);
    const answer = await ask(`${inside}/file`, `${inside}-link`);
    assertEquals(answer.code, 0);
    assertEquals((await ask(`${inside}-link/file`, inside)).code, 0);
    assertEquals((await ask(`${inside}-other/file`, inside)).code, 1);
  });
});

Deno.test("--files-within: a file that is missing counts by its name", async () => {
  await withWorld(...passwordCase(), async ({ ask, inside, outside }) => {
    const missing = await ask(`${inside}/missing`, inside);
    assertFailure(missing, {
      code: "SECRET_UNREADABLE",
      says: "does not exist",
    });
    assertFailure(await ask(`${outside}-missing`, inside), {
      code: "FILE_NOT_TRUSTED",
      says: "--files-within",
    });
  });
});

Deno.test("--files-within: nothing is in a folder that is missing, whatever is above it", async () => {
  await withWorld(...passwordCase(), async ({ ask, inside, outside }) => {
    const missing = `${inside.slice(0, -"/allowed".length)}/missing`;
    assertFailure(await ask(outside, missing), {
      code: "FILE_NOT_TRUSTED",
      says: `is not in ${missing}`,
    });
  });
});

Deno.test("--files-within: the folder is an absolute path", async () => {
  await withWorld(...passwordCase(), async ({ ask, inside }) => {
    assertFailure(await ask(`${inside}/file`, "allowed"), {
      code: "USAGE",
      says: "--files-within must be an absolute path",
    });
  });
});

Deno.test("--files-within: kubelet-config writes it, and validate takes it from there", async () => {
  await withWorld(...passwordCase(), async ({ inside, outside, validate }) => {
    const folder = inside.slice(0, -"/allowed".length);
    await validate(outside);
    const { stdout, stderr } = await program([
      "kubelet-config",
      `--config=${folder}/registries.yaml`,
      `--files-within=${inside}`,
    ]);
    assertEquals(stderr, "");
    assertStringIncludes(stdout, `--files-within=${inside}`);
    const kubelet = `${folder}/kubelet.yaml`;
    await Deno.writeTextFile(kubelet, stdout);
    const option = `--kubelet-config=${kubelet}`;
    assertEquals((await validate(outside, option)).code, 1);
    assertEquals((await validate(`${inside}/file`, option)).code, 0);
  });
});

function passwordCase(): readonly [string, string] {
  return [configWith("static: { username: u, password: { file: FILE } }"), "p"];
}
