/**
 * `fileTrust: strict`: the program refuses to answer where somebody else could
 * have changed what it answers from. Every case works as an ordinary user.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { copyProgram } from "../kit/copied_program.ts";
import {
  config,
  execute,
  PROGRAM,
  request,
  withFiles,
} from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";

const RULES = config(`- name: r
  match: [r.example.com]
  static: { username: u, password: { file: FOLDER/safe/password } }
- name: other
  match: [other.example.com]
  static: { username: u, password: { file: FOLDER/missing } }
`);

interface Place {
  readonly folder: string;
  readonly config: string;
  readonly password: string;
  /** A copy of the program in a folder of its own. */
  readonly program: string;
}

async function withPlace(
  test: (place: Place) => Promise<void>,
  trust = "fileTrust: strict\n",
): Promise<void> {
  await withFiles({}, async (folder) => {
    await Deno.mkdir(`${folder}/bin`, { mode: 0o755 });
    await Deno.mkdir(`${folder}/safe`, { mode: 0o755 });
    const place = {
      folder,
      config: `${folder}/registries.yaml`,
      password: `${folder}/safe/password`,
      program: `${folder}/bin/registry-credential-provider`,
    };
    await Deno.writeTextFile(
      place.config,
      RULES.replaceAll("FOLDER", folder) + trust,
      { mode: 0o600 },
    );
    await Deno.writeTextFile(place.password, "word", { mode: 0o600 });
    await copyProgram(PROGRAM, place.program);
    await Deno.chmod(place.program, 0o755);
    await test(place);
  });
}

const ask = ({ program, config }: Place, args = [`--config=${config}`]) =>
  execute(program, args, { stdin: request("r.example.com/app") });

const ROWS: readonly (readonly [
  string,
  (place: Place) => string,
  number,
  string,
])[] = [
  ["the config", ({ config }) => config, 0o602, "everybody"],
  ["the secret file", ({ password }) => password, 0o620, "group \\d+"],
  ["the secret's folder", ({ folder }) => `${folder}/safe`, 0o777, "everybody"],
  ["the program", ({ program }) => program, 0o775, "group \\d+"],
  ["the program's folder", ({ folder }) => `${folder}/bin`, 0o757, "everybody"],
];

for (const [what, pathOf, mode, who] of ROWS) {
  Deno.test(`with fileTrust: strict there is no answer where others may write to ${what}`, () =>
    withPlace(async (place) => {
      assertEquals((await ask(place)).code, 0);
      const path = pathOf(place);
      await Deno.chmod(path, mode);
      const result = await ask(place);
      assertFailure(result, {
        code: "FILE_NOT_TRUSTED",
        says: `run "chmod go-w ${path}"`,
      });
      const bits = mode.toString(8).padStart(4, "0");
      assertMatch(
        result.stderr,
        new RegExp(`: ${who} may write to ${path} \\(mode ${bits}\\): run`),
      );
      const repair = /run "([^"]+)"/.exec(result.stderr)?.[1] ?? "";
      const done = await execute("/bin/sh", ["-c", repair], {
        env: { PATH: "/usr/bin:/bin" },
      });
      assertEquals([done.code, (await ask(place)).code], [0, 0]);
    }));
}

Deno.test("with fileTrust: strict a symbolic link is followed step by step", () =>
  withPlace(async (place) => {
    const { folder, config } = place;
    await Deno.mkdir(`${folder}/open`);
    await Deno.rename(config, `${folder}/open/real.yaml`);
    await Deno.symlink("open/real.yaml", config);
    assertEquals((await ask(place)).code, 0);
    await Deno.chmod(`${folder}/open`, 0o777);
    assertFailure(await ask(place), {
      code: "FILE_NOT_TRUSTED",
      says: `everybody may write to ${folder}/open (mode 0777)`,
    });
  }));

Deno.test("with fileTrust: strict only the files of the rule that answers count, and no rule still needs trust", () =>
  withPlace(async (place) => {
    const { password, config } = place;
    await Deno.chmod(password, 0o666);
    const none = () =>
      execute(place.program, [`--config=${config}`], {
        stdin: request("none.example.com/app"),
      });
    assertEquals((await none()).code, 0);
    await Deno.chmod(config, 0o606);
    assertFailure(await none(), {
      code: "FILE_NOT_TRUSTED",
      says: "may write to",
    });
  }));

Deno.test("without fileTrust: strict the kubelet is answered, and get as well, without a word", () =>
  withPlace(async (place) => {
    await Deno.chmod(place.config, 0o666);
    const { code, stderr } = await ask(place);
    assertEquals([code, stderr], [0, ""]);
    const got = await ask(place, [
      "get",
      "r.example.com/app",
      "--config",
      place.config,
    ]);
    assertEquals([got.code, got.stderr], [0, ""]);
  }, ""));

Deno.test("validate finds with fileTrust: strict an error in what would be refused", () =>
  withPlace(async (place) => {
    const { config, program, password } = place;
    const validate = () => execute(program, ["validate", "--config", config]);
    assertEquals((await validate()).code, 0);
    await Deno.chmod(password, 0o620);
    const { code, stdout } = await validate();
    assertEquals(code, 1);
    assertMatch(
      stdout,
      /^error +\S+registries\.yaml +group \d+ may write to \S+safe\/password \(mode 0620\)/m,
    );
  }));

const isRoot = Deno.uid() === 0;

Deno.test({
  name:
    `validate warns root without fileTrust: strict, and the node's owner of files counts${
      isRoot ? "" : " (needs root)"
    }`,
  ignore: !isRoot,
  fn: () =>
    withPlace(async ({ config, program, password }) => {
      await Deno.chown(password, 1234, 0);
      const { code, stdout } = await execute(program, [
        "validate",
        "--config",
        config,
      ]);
      assertEquals(code, 0);
      assertMatch(
        stdout,
        /^warning .*safe\/password belongs to user 1234 \(mode 0600\): run "chown root /m,
      );
    }, ""),
});
