import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { type Kind, PLAN } from "../kit/fuzz/fuzzing.ts";

const KINDS = Object.keys(PLAN) as Kind[];

Deno.test("at least 20,000 cases are generated, some hundred of them for the program", () => {
  const sum = (kinds: readonly Kind[]) =>
    kinds.reduce((all, kind) => all + PLAN[kind], 0);
  const ofProgram = KINDS.filter((kind) => kind.startsWith("program: "));
  assert(sum(KINDS) >= 20_000, `${sum(KINDS)} cases`);
  assert(sum(ofProgram) >= 300, `${sum(ofProgram)} cases of the program`);
});

Deno.test("every kind of generated case has exactly one test", async () => {
  const folder = `${PROJECT}/tests/fuzz`;
  const found: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith("_test.ts")) continue;
    const text = await Deno.readTextFile(`${folder}/${name}`);
    const calls = text.matchAll(/^fuzz(?:<[^(]*>)?\(\s*"([^"]+)"/gm);
    found.push(...[...calls].map(([, kind = ""]) => kind));
  }
  assertEquals(found.sort(), KINDS.toSorted());
});
