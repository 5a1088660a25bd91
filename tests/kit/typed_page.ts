/**
 * Types the blocks of a document on a clean machine, on which the program was
 * installed by the first quick start of the README.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { onCleanMachine, quoted, type Ran } from "./clean_machine.ts";
import { type Block, blocksOf, fileOf, shownIn } from "./markdown.ts";
import type { Page } from "./pages.ts";
import { quickStart } from "./quick_start.ts";

/** A command to type, and what has to come of it. */
interface Step {
  readonly command: string;
  readonly line: number;
  /** What it prints; anything where nothing is given, but then it succeeds. */
  readonly output?: string;
}

/** Texts of a document, and what they are here, such as a port. */
export type Elsewhere = readonly (readonly [document: string, here: string])[];

/** Whether a document has blocks that run on such a machine. */
export function hasSteps({ text }: Page): boolean {
  return blocksOf(text).flatMap(stepsOf).length > 0;
}

/**
 * Types them, and asserts that each does what the document says.
 *
 * @param more Commands to type afterwards.
 * @returns What those have done.
 */
export async function typePage(
  { path, text }: Page,
  { elsewhere = [], more = [] }: {
    readonly elsewhere?: Elsewhere;
    readonly more?: readonly string[];
  } = {},
): Promise<readonly Ran[]> {
  const { anywhere } = await quickStart("Quick start: a node");
  const installed = anywhere.map((command): Step => ({ command, line: 0 }));
  const steps = [...installed, ...blocksOf(text).flatMap(stepsOf)];
  const here = (command: string) =>
    elsewhere.reduce(
      (all, [there, here]) => all.replaceAll(there, here),
      command,
    );
  const there = (output: string) =>
    elsewhere.reduce(
      (all, [there, here]) => all.replaceAll(here, there),
      output,
    );
  const ran = await onCleanMachine([
    ...steps.map(({ command }) => here(command)),
    ...more,
  ]);
  steps.forEach((step, at) => {
    const one = ran[at];
    assertRan(path, step, one && { ...one, output: there(one.output) });
  });
  return ran.slice(steps.length);
}

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
