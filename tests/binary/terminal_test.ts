/**
 * What a person sees who runs the program on a terminal.
 * @module
 */
import {
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { assertFailure } from "../kit/failure.ts";
import { config, program, withFiles } from "../kit/program.ts";
import { HAS_TERMINAL, NEEDS_TERMINAL, onTerminal } from "../kit/terminal.ts";

const NAME = "registry-credential-provider";
const CONFIG = config(`- name: first
  match: [r.example.com]
  static: { username: u, password: p }
- name: second
  match: [s.example.com, "r.example.com/*"]
  static: { username: u, password: p }
`);

function test(
  name: string,
  fn: (configOption: string) => Promise<void>,
): void {
  Deno.test({
    name: name + NEEDS_TERMINAL,
    ignore: !HAS_TERMINAL,
    fn: () =>
      withFiles(
        { "registries.yaml": CONFIG },
        (folder) => fn(`--config=${folder}/registries.yaml`),
      ),
  });
}

test("without arguments it says what it is, and three things to try that are commands", async () => {
  const { code, stdout } = await onTerminal([]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "kubelet image credential provider");
  const tried = [...stdout.matchAll(new RegExp(`^  ${NAME} ([a-z]+)`, "gm"))]
    .map(([, command = ""]) => command);
  assertEquals(tried, ["validate", "explain", "get"]);
  assertStringIncludes(stdout, `${NAME} --help`);
});

test("where a request is awaited on a terminal, it says so", async (option) => {
  const { code, stdout } = await onTerminal([option]);
  assertFailure({ code, stdout: "", stderr: stdout }, {
    code: "USAGE",
    says: `run "${NAME} get IMAGE"`,
  });
});

const ESCAPE = "\x1b[";
// deno-lint-ignore no-control-regex -- a colour begins with one
const COLORS = /\x1b\[\d+m/g;

for (const command of ["explain r.example.com/app", "validate", "doctor"]) {
  test(`${command}: colours are on a terminal only, and change no text`, async (option) => {
    const args = [...command.split(" "), option];
    const onScreen = await onTerminal(args, { TERM: "xterm" });
    assertStringIncludes(onScreen.stdout, ESCAPE);
    const { code, stdout, stderr } = await program(args);
    assertEquals(onScreen.stdout.replace(COLORS, ""), stdout + stderr);
    assertEquals(onScreen.code, code);
  });

  for (
    const [why, env] of [
      ["NO_COLOR", { NO_COLOR: "1", TERM: "xterm" }],
      ["a terminal that has none", { TERM: "dumb" }],
    ] as const
  ) {
    test(`${command}: no colours with ${why}`, async (option) => {
      const { stdout } = await onTerminal(
        [...command.split(" "), option],
        env,
      );
      assertNotEquals(stdout, "");
      assertEquals(stdout.includes(ESCAPE), false);
    });
  }
}

test("validate: an empty NO_COLOR means nothing, as no-color.org has it", async (option) => {
  const { stdout } = await onTerminal(["validate", option], { NO_COLOR: "" });
  assertStringIncludes(stdout, ESCAPE);
});

Deno.test("help is --help, of the program and of every command", async () => {
  for (const command of ["", "get", "cache list", "jwt keygen", "help"]) {
    const words = command.split(" ").filter((word) => word !== "");
    const { code, stdout, stderr } = await program(["help", ...words]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout, (await program([...words, "--help"])).stdout);
  }
  assertFailure(await program(["help", "gat"]), {
    code: "USAGE",
    says: 'unknown command "gat": did you mean "get"?',
  });
});
