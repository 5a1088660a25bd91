/**
 * Blocks of the documents that this suite runs, typed as they stand.
 * @module
 */
import { assert } from "@std/assert";
import { blocksOf } from "../../kit/markdown.ts";
import { pageOf } from "../../kit/pages.ts";
import { PROGRAM } from "../../kit/program.ts";
import { type Lab, run } from "./lab.ts";

/** What only the reader knows, and what it is here. */
export type Own = Readonly<Record<string, string>>;

/** The blocks for a shell of a document that name this suite. */
export async function blocksHere(path: string): Promise<readonly string[]> {
  const { text } = await pageOf(path);
  return blocksOf(text)
    .filter(({ language, runBy }) =>
      language === "sh" && runBy === "make e2e SUITES=kind"
    )
    .map(({ text }) => text);
}

/** A text of a document, with the reader's own names. Each of them has to be there. */
export function withOwn(text: string, own: Own): string {
  return Object.entries(own).reduce((before, [there, here]) => {
    assert(before.includes(there), `${there} is not in ${before}`);
    return before.replaceAll(there, here);
  }, text);
}

/**
 * Types a block into a shell that ends at the first command that fails. The
 * program is on PATH, as it is where it was installed.
 *
 * @returns What it said.
 * @throws The same, where it fails.
 */
export async function typed(
  lab: Lab,
  block: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = PROGRAM.slice(0, PROGRAM.lastIndexOf("/"));
  const { code, stdout, stderr } = await run(lab, ["sh", "-e", "-c", block], {
    cwd,
    env: { PATH: `${folder}:${lab.env["PATH"]}`, ...env },
  });
  const said = stdout + stderr;
  if (code !== 0) throw new Error(`${block}exit code ${code}: ${said}`);
  return said;
}
