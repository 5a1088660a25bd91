/**
 * The blocks of the documents run as they are written, on a machine on which the
 * program was installed as the README says, and nothing else was.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import {
  onCleanMachine,
  quoted,
  type Ran,
  whyNoMachine,
} from "../kit/clean_machine.ts";
import { type Block, blocksOf, fileOf, shownIn } from "../kit/markdown.ts";
import { allPages } from "../kit/pages.ts";
import { quickStart } from "../kit/quick_start.ts";

/** Documents whose blocks need more than such a machine; their tests have it. */
const ELSEWHERE = [
  "CONTRIBUTING.md", // tests/docs/names_test.ts
  "docs/audit.md", // tests/docs/audit_test.ts, with a receiver
  // The suites of make e2e and make e2e-install.
  "docs/daemonset.md",
  "docs/install.md",
  "docs/kind.md",
  "docs/maintaining.md",
  "docs/performance.md",
  "docs/security.md",
];

/** A command to type, and what has to come of it. */
interface Step {
  readonly command: string;
  readonly line: number;
  /** What it prints; anything where nothing is given, but then it succeeds. */
  readonly output?: string;
}

const why = await whyNoMachine();
const needs = why === undefined ? "" : ` (needs ${why})`;
const { anywhere } = await quickStart("Quick start: a node");
const pages = (await allPages()).filter(({ path }) =>
  !ELSEWHERE.includes(path)
);

for (const { path, text } of pages) {
  const steps = blocksOf(text).flatMap(stepsOf);
  if (steps.length === 0) continue;
  Deno.test({
    name: `${path}: every block runs as it is written${needs}`,
    ignore: why !== undefined,
    fn: async () => {
      const installed: Step[] = anywhere.map((command) => ({
        command,
        line: 0,
      }));
      const all = [...installed, ...steps];
      const ran = await onCleanMachine(all.map(({ command }) => command));
      all.forEach((step, at) => assertRan(path, step, ran[at]));
    },
  });
}

Deno.test("every block that is not run here names a suite or a target that runs it", async () => {
  const makefile = await Deno.readTextFile(`${PROJECT}/Makefile`);
  let count = 0;
  for (const { path, text } of await allPages()) {
    for (const { runBy, line } of blocksOf(text)) {
      if (runBy === undefined) continue;
      count++;
      const [, target = "", suite] =
        /^make ([a-z][a-z0-9-]*)(?: SUITES=([a-z]+))?$/.exec(runBy) ?? [];
      const place = `${path}:${line}`;
      assert(makefile.includes(`\n${target}:`), place);
      assertEquals(target === "e2e", suite !== undefined, place);
      if (suite !== undefined) {
        await Deno.stat(`${PROJECT}/tests/e2e/${suite}_check.ts`);
      }
    }
  }
  assert(count >= 5, `${count} blocks`);
});

function stepsOf(block: Block): readonly Step[] {
  const { language, line, runBy, text } = block;
  if (runBy !== undefined) return [];
  switch (language) {
    case "sh":
      return [{ command: text, line }];
    case "console":
      return shownIn(block).map((shown) => ({ ...shown, line }));
    case "yaml":
      return [...writing(block), ...schemaOf(block)];
    default:
      return [];
  }
}

/** Writes a block that is a file. */
function writing(block: Block): readonly Step[] {
  const file = fileOf(block);
  return file === undefined ? [] : [{
    command: `printf %s ${
      quoted(block.text)
    } | install -m 0600 /dev/stdin ${file}`,
    line: block.line,
  }];
}

/** Compares the schema that the first line of a config names, beside it. */
function schemaOf({ text, line }: Block): readonly Step[] {
  const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
  return schema === undefined ? [] : [{
    command: `registry-credential-provider schema | cmp - ${schema}`,
    line,
  }];
}

function assertRan(path: string, step: Step, ran: Ran | undefined): void {
  const place = `${path}:${step.line}: ${step.command}`;
  assert(ran !== undefined, `not reached: ${place}`);
  if (step.output === undefined) {
    assertEquals(ran.code, 0, `${place}\n${ran.output}`);
  } else assertEquals(ran.output, step.output, place);
}
