/**
 * The table of contents of a document.
 * @module
 */
import { anchorOf, sectionsOf } from "../tests/kit/markdown.ts";

/** Lines; a longer document has its contents. */
const SCREEN = 60;

/** A list of nothing but links to sections, with the line above it. */
const LIST = /\n\n(?:- \[[^\n]*\]\(#[^\n]*\)\n)+(?=\n)/;

/**
 * A document with its contents above the first section; one that fits on a
 * screen has none.
 */
export function withContents(markdown: string): string {
  const at = markdown.search(/\n\n## /);
  if (at < 0 || markdown.split("\n").length <= SCREEN) return markdown;
  const head = `${markdown.slice(0, at)}\n\n`.replace(LIST, "\n");
  const list = sectionsOf(markdown)
    .map((section) => `- [${section}](#${anchorOf(section)})\n`).join("");
  return `${head.trimEnd()}\n\n${list}${markdown.slice(at + 1)}`;
}
