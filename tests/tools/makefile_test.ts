/**
 * The Makefile's targets, and `make help`, which has all of them by groups.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";

/** What a person looks for, in this order. */
const GROUPS = ["Start here", "Install", "Test", "Measure", "Maintain"];

async function make(...args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command("make", {
    args: [...args],
    cwd: PROJECT,
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("make help: each target stands in one group, and the groups in their order", async () => {
  const groups: string[] = [];
  const listed: string[] = [];
  for (const line of (await make("help")).split("\n")) {
    const target = /^ {2}make (\S+) +\S/.exec(line)?.[1];
    if (target !== undefined) listed.push(target);
    else if (/^\S/.test(line)) groups.push(line);
  }
  assertEquals(groups, [...GROUPS, "Variables"]);
  // As make itself sees it.
  const database = await make("--print-data-base", "--question", "help");
  const phony = /^\.PHONY: (.*)$/m.exec(database)?.[1]?.split(" ") ?? [];
  assert(phony.length > 20, "the targets were not found");
  assertEquals(listed.toSorted(), phony.toSorted());
});

Deno.test("Makefile: a recipe of more than four lines is a script", async () => {
  const text = await Deno.readTextFile(`${PROJECT}/Makefile`);
  const long = text.split(/\n(?!\t)/).filter((rule) =>
    rule.split("\n\t").length > 5
  );
  assertEquals(long, []);
});
