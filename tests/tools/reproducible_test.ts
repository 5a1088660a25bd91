/**
 * The compiled program holds nothing of the folder and the moment it was built
 * in. `make reproducible` compares two whole builds.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { readCompiledProgram } from "../../tools/toolchain/compiled_program.mjs";
import { execute, PROGRAM } from "../kit/program.ts";

const section = readCompiledProgram(PROGRAM).data.toString("latin1");

Deno.test("the program has no path of the machine that built it", () => {
  assertStringIncludes(section, '"main.js"');
  assert(!section.includes(PROJECT));
});

Deno.test("the program has no time of its build", () => {
  const times = [...section.matchAll(/"u":\w+,"t":(\d+)/g)].map(([, it]) => it);
  assertEquals(times.filter((time) => time !== "0"), []);
});

Deno.test("make reproducible refuses a folder that differs from its commit", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/tools`);
    const script = `${folder}/tools/reproducible.sh`;
    await Deno.copyFile(`${PROJECT}/tools/reproducible.sh`, script);
    const env = { PATH: Deno.env.get("PATH") ?? "" };
    await execute("git", ["init", "--quiet", folder], { env });
    const result = await execute("/bin/sh", [script, "amd64", "x"], { env });
    assertEquals(result, {
      code: 1,
      stdout: "",
      stderr:
        "reproducible: the folder differs from its commit: commit or stash first\n",
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
