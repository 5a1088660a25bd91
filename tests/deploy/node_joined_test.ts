/**
 * `node.sh` as the build joins it from the parts in `deploy/node`.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { isThere } from "../kit/completing.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";
import { NODE_SH } from "./fake_node.ts";

const FOLDER = `${PROJECT}/deploy/node`;
const PATH = "/usr/bin:/bin";
const PARTS = (await Array.fromAsync(Deno.readDir(FOLDER)))
  .map(({ name }) => name).filter((name) => name.endsWith(".sh"));

function run(args: readonly string[]): Promise<Result> {
  const [command = "", ...more] = args;
  return execute(command, more, { env: { PATH }, cwd: PROJECT });
}

Deno.test("node.sh: has every part in full, once, and nothing else", async () => {
  const joined = await Deno.readTextFile(NODE_SH);
  let length = 0;
  for (const part of PARTS) {
    const text = await Deno.readTextFile(`${FOLDER}/${part}`);
    assertEquals(joined.split(text).length, 2, part);
    length += text.length;
  }
  assertEquals(joined.length, length + PARTS.length - 1);
  assertEquals(joined.slice(0, 10), "#!/bin/sh\n");
  assertEquals(((await Deno.stat(NODE_SH)).mode ?? 0) & 0o777, 0o755);
});

Deno.test("deploy/node: each part begins with what it knows, and has at most 250 lines", async () => {
  assert(PARTS.length > 10);
  for (const part of PARTS) {
    const text = await Deno.readTextFile(`${FOLDER}/${part}`);
    assertMatch(text, /^(?:#!\/bin\/sh\n)?# [A-Z]/, part);
    assert(text.split("\n").length <= 251, part);
  }
});

Deno.test("deploy/node: only settings and the command line do anything when they are read", async () => {
  for (const part of PARTS) {
    if (["settings.sh", "command_line.sh"].includes(part)) continue;
    const text = await Deno.readTextFile(`${FOLDER}/${part}`);
    const outside = text.replaceAll(/^[a-z_]+\(\) \{\n[^]*?^\}$/gm, "")
      .split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    assertEquals(outside, [], part);
  }
});

Deno.test("tools/join_node.sh: a part without a place in the order is named, and nothing is written", () =>
  withFiles({}, async (folder) => {
    const copy = await run([
      "sh",
      "-euc",
      'mkdir "$1/tools" "$1/deploy" && cp tools/join_node.sh "$1/tools" && cp -R deploy/node "$1/deploy"',
      "sh",
      folder,
    ]);
    assertEquals(copy.code, 0, copy.stderr);
    await Deno.writeTextFile(
      `${folder}/deploy/node/further.sh`,
      "# Further.\n",
    );
    const join = [
      "sh",
      `${folder}/tools/join_node.sh`,
      `${folder}/dist/node.sh`,
    ];
    const { code, stderr } = await run(join);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "deploy/node/further.sh has no place");
    await Deno.remove(`${folder}/deploy/node/further.sh`);
    await Deno.remove(`${folder}/dist`).catch(() => {});
    assertEquals((await run(join)).code, 0);
    assertEquals(
      await Deno.readTextFile(`${folder}/dist/node.sh`),
      await Deno.readTextFile(NODE_SH),
    );
  }));

const hasShellcheck = await isThere("shellcheck");
for (
  const [name, shells, files] of [
    ["node.sh", ["sh", "dash", "bash"], [NODE_SH]],
    // Alone they are checked without what is shared: see .shellcheckrc there.
    ["the parts in deploy/node", ["sh"], PARTS.map((it) => `${FOLDER}/${it}`)],
  ] as const
) {
  for (const shell of shells) {
    Deno.test({
      name: `shellcheck finds nothing in ${name}, taken for ${shell}${
        hasShellcheck ? "" : " (shellcheck is not here)"
      }`,
      ignore: !hasShellcheck,
      fn: async () => {
        const args = ["shellcheck", `--shell=${shell}`, ...files];
        assertEquals(await run(args), { code: 0, stdout: "", stderr: "" });
      },
    });
  }
}
