/**
 * What every page of the documents has beside its text: its contents, and the
 * way back.
 * @module
 */
import { anchorOf, sectionsOf } from "../tests/kit/markdown.ts";

/** Lines; a longer page has its contents. */
const SCREEN = 60;

/** A list of nothing but links to sections, with the line above it. */
const LIST = /\n\n(?:- \[[^\n]*\]\(#[^\n]*\)\n)+(?=\n)/;

/** The last line, with the line above it. */
const BACK = /\n+\[Back to the README\]\([^)\n]*\)\n*$/;

/**
 * A page with its contents above the first section, where it is longer than a
 * screen, and with the way back at its end.
 *
 * @param path Where it is in the project.
 */
export function withNavigation(path: string, markdown: string): string {
  const up = "../".repeat(path.split("/").length - 1);
  const text = markdown.replace(BACK, "").trimEnd();
  return `${withContents(text)}\n\n[Back to the README](${up}README.md)\n`;
}

function withContents(text: string): string {
  const at = text.search(/\n\n## /);
  if (at < 0) return text;
  const head = `${text.slice(0, at)}\n\n`.replace(LIST, "\n").trimEnd();
  const rest = text.slice(at);
  if (`${head}${rest}`.split("\n").length <= SCREEN) return `${head}${rest}`;
  const list = sectionsOf(text)
    .map((section) => `- [${section}](#${anchorOf(section)})`).join("\n");
  return `${head}\n\n${list}${rest}`;
}
