/**
 * Config and secret files that are not there, or are no files to read.
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  execute,
  linkProgram,
  program,
  request,
  type Result,
  type Run,
  staticConfig,
  withFiles,
} from "../kit/program.ts";
import { assertFailure, type Failure } from "../kit/failure.ts";

const SOUND = staticConfig();

/** Puts something at a path, or nothing. */
type Make = (path: string) => Promise<void> | void;

interface Case {
  readonly what: string;
  readonly make: Make;
  /** What is said behind the path. */
  readonly says: string;
  /** Whether the user who reads has to be somebody else than root. */
  readonly asNobody?: boolean;
}

const CASES: readonly Case[] = [
  { what: "missing", make: () => {}, says: "does not exist: " },
  {
    what: "empty",
    make: (path) => Deno.writeTextFile(path, ""),
    says: "is empty",
  },
  {
    what: "a directory",
    make: (path) => Deno.mkdir(path),
    says: "is a directory: give the path of a file",
  },
  {
    what: "a link to nothing",
    make: (path) => Deno.symlink("/nowhere/at/all", path),
    says: "does not exist: ",
  },
  {
    what: "a link to itself",
    make: (path) => Deno.symlink(path, path),
    says: "could not be read",
  },
  {
    what: "a named pipe that nobody writes to",
    make: async (path) => {
      const made = await execute("/usr/bin/mkfifo", [path]);
      assertEquals(made.code, 0, made.stderr);
    },
    says: "is not a regular file",
  },
  {
    what: "a device without an end",
    make: (path) => Deno.symlink("/dev/zero", path),
    says: "is not a regular file",
  },
  {
    what: "standard input, which Deno does not open",
    make: (path) => Deno.symlink("/dev/stdin", path),
    says: "is not a regular file: give the path of one",
  },
  {
    what: "not UTF-8",
    make: (path) => Deno.writeFile(path, new Uint8Array([0x70, 0xff])),
    says: "is not UTF-8 text",
  },
  {
    what: "unreadable",
    make: (path) => Deno.writeTextFile(path, SOUND, { mode: 0o000 }),
    says: "cannot be read by user",
    asNobody: true,
  },
];

const isRoot = Deno.uid() === 0;
const setpriv = "/usr/bin/setpriv";
const canBeNobody = !isRoot || await exists(setpriv);

/** Runs the program as a user whom file modes stop. */
async function asNobody(
  folder: string,
  args: readonly string[],
  run: Run,
): Promise<Result> {
  if (!isRoot) return program(args, run);
  await Deno.chmod(folder, 0o755);
  // The folder of the project may be closed to everybody else.
  const copy = `${folder}/program`;
  await linkProgram(copy);
  const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  return execute(setpriv, [...nobody, copy, ...args], run);
}

const STDIN = request("r.example.com/app");
const need = (asNobody = false) =>
  asNobody && !canBeNobody ? " (needs setpriv, where root runs the tests)" : "";

for (const { what, make, says, asNobody: other } of CASES) {
  const ignore = need(other) !== "";

  Deno.test({
    name: `refuses a config file that is ${what}${need(other)}`,
    ignore,
    fn: () =>
      withFiles({}, async (folder) => {
        const path = `${folder}/registries.yaml`;
        await make(path);
        const args = [`--config=${path}`];
        const result = other
          ? await asNobody(folder, args, { stdin: STDIN })
          : await program(args, { stdin: STDIN });
        assertFailure(result, {
          code: "CONFIG_UNREADABLE",
          says: `the config file ${path} ${says}`,
        });
      }),
  });

  for (const key of ["password", "username", "dockerConfigFile"]) {
    Deno.test({
      name: `refuses a secret file (${key}) that is ${what}${need(other)}`,
      ignore,
      fn: () =>
        withFiles({}, async (folder) => {
          const path = `${folder}/secret`;
          await make(path);
          await Deno.writeTextFile(
            `${folder}/registries.yaml`,
            configWith(key, path),
          );
          const args = [`--config=${folder}/registries.yaml`];
          const result = other
            ? await asNobody(folder, args, { stdin: STDIN })
            : await program(args, { stdin: STDIN });
          assertFailure(result, {
            code: "SECRET_UNREADABLE",
            says: `registry "r": the secret file ${path} ${says}`,
          });
        }),
    });
  }
}

const SECRETS: readonly (readonly [string, string, Failure])[] = [
  [
    "larger than 64 KiB",
    "x".repeat(64 * 1024 + 1),
    { code: "SECRET_UNREADABLE", says: "has 65537 bytes: the most is 65536" },
  ],
  [
    "a line ending and nothing else",
    "\n",
    { code: "SECRET_INVALID", says: "holds only a line ending" },
  ],
];

for (const [what, content, expected] of SECRETS) {
  Deno.test(`refuses a password file that is ${what}`, async () => {
    await withFiles({ secret: content }, async (folder) => {
      const path = `${folder}/secret`;
      const text = configWith("password", path);
      await Deno.writeTextFile(`${folder}/registries.yaml`, text);
      const args = [`--config=${folder}/registries.yaml`];
      assertFailure(await program(args, { stdin: STDIN }), expected);
    });
  });
}

Deno.test("takes a password file of exactly 64 KiB", async () => {
  const password = "x".repeat(64 * 1024);
  await withFiles({ secret: password }, async (folder) => {
    const text = configWith("password", `${folder}/secret`);
    await Deno.writeTextFile(`${folder}/registries.yaml`, text);
    const args = [`--config=${folder}/registries.yaml`];
    const { stdout } = await program(args, { stdin: STDIN });
    assertEquals(JSON.parse(stdout).auth["r.example.com"].password, password);
  });
});

for (
  const [what, env] of [
    ["not set", {}],
    ["empty", { PASSWORD: "" }],
  ] as const
) {
  Deno.test(`refuses a password from a variable that is ${what}`, async () => {
    const text = staticConfig("{ username: u, password: { env: PASSWORD } }");
    await withFiles({ "registries.yaml": text }, async (folder) => {
      const args = [`--config=${folder}/registries.yaml`];
      assertFailure(await program(args, { stdin: STDIN, env }), {
        code: "SECRET_UNREADABLE",
        says: `the environment variable PASSWORD is ${what}`,
      });
    });
  });
}

function configWith(key: string, path: string): string {
  const section = {
    password: `{ username: u, password: { file: ${path} } }`,
    username: `{ username: { file: ${path} }, password: p }`,
  }[key] ?? `{ dockerConfigFile: ${path} }`;
  return staticConfig(section);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
