/**
 * What the test runner chooses and prints.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { sourceTests } from "../../tools/source_tests.ts";
import { withoutDots } from "../../tools/test_output.ts";

/** Names of `tests/kit/program.ts` that are nothing without a program that was built. */
const PROGRAMS = /\b(?:PROGRAM|program|shell)\b/;
/** It makes keys as well, which is what a test of the sources takes from it. */
const MINTING = "tests/kit/minting.ts";
const IMPORT =
  /(?:import|export)\s+(?:type\s+)?(\{[^}]*\}|\*[^"]*|)\s*(?:from\s*)?"(\.[^"]+\.ts)"/g;

Deno.test("the tests of the sources reach no program that was built", async () => {
  const tests = await sourceTests();
  assert(tests.includes("tests/architecture_test.ts"));
  const reaching: string[] = [];
  for (const test of tests) {
    const seen = new Set<string>();
    const open = [test];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      if (path === MINTING) continue;
      const text = await Deno.readTextFile(`${PROJECT}/${path}`);
      for (const [, names = "", to = ""] of text.matchAll(IMPORT)) {
        const target = new URL(to, `file:///${path}`).pathname.slice(1);
        open.push(target);
        if (
          target === "tests/kit/writable_program.ts" ||
          target === "tests/kit/program.ts" && PROGRAMS.test(names)
        ) reaching.push(`${test}: ${path}`);
      }
    }
  }
  assertEquals(reaching, []);
});

async function printed(...chunks: readonly string[]): Promise<string> {
  const stream = ReadableStream.from(
    chunks.map((it) => new TextEncoder().encode(it)),
  ).pipeThrough(withoutDots());
  return await new Response(stream).text();
}

Deno.test("a log has no line for each test, and every line of a failure", async () => {
  const failure = "\n ERRORS \n\na => ./x_test.ts:1:1\n.\n\nerror: x\n";
  assertEquals(await printed(".\n.", "\n,\n!\n", failure), failure.slice(1));
});

Deno.test("a log keeps what a module says, and a last line without an end", async () => {
  const text = "Uncaught error from ./x_test.ts FAILED\n";
  assertEquals(await printed(".\n", text.slice(0, 9), text.slice(9)), text);
  assertEquals(await printed(".\nend"), "end");
});
