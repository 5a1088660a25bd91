/**
 * Places in a text that is edited: lines, columns, and where a value ends.
 * @module
 */
import type { YamlNode } from "../yaml/tree.ts";
import { toYaml } from "../../format/yaml_text.ts";

/** What stands from `start` to `end` gives way to `text`. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Carries out changes that do not overlap. */
export function changed(text: string, changes: readonly Change[]): string {
  return changes.toSorted((one, other) => other.start - one.start)
    .reduce(
      (now, { start, end, text: by }) =>
        now.slice(0, start) + by + now.slice(end),
      text,
    );
}

/** The line end of a text. */
export function lineEnd(text: string): string {
  return /\r?\n|\r/.exec(text)?.[0] ?? "\n";
}

/** The length of the line end with which a text is over, or 0. */
export function lastLineEnd(text: string): number {
  return /(?:\r?\n|\r)$/.exec(text)?.[0].length ?? 0;
}

function lastOfLine(text: string): string {
  return lineEnd(text).slice(-1);
}

/** Where the line of an offset begins, behind a byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf(lastOfLine(text), offset - 1) + 1;
  return text[start] === "\ufeff" ? start + 1 : start;
}

/** The column of an offset, from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The blanks with which the line of an offset begins. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? "";
}

/** Where the line after an offset begins: the end of the text where there is none. */
export function nextLine(text: string, offset: number): number {
  const last = lastOfLine(text);
  if (offset > 0 && text[offset - 1] === last) return offset;
  const at = text.indexOf(last, offset);
  return at === -1 ? text.length : at + 1;
}

/**
 * Where the last character of a value is over. The line ends behind a block of
 * lines (`|`) are a part of it.
 */
export function endOf(node: YamlNode, text: string): number {
  if (node.kind === "mapping" && !node.isFlow) {
    const last = node.pairs.at(-1);
    if (last !== undefined) {
      return Math.max(endOf(last.key, text), endOf(last.value, text));
    }
  }
  if (node.kind === "sequence" && !node.isFlow) {
    const dash = (node.dashes.at(-1) ?? node.start) + 1;
    const last = node.items.at(-1);
    return last === undefined ? dash : Math.max(dash, endOf(last, text));
  }
  return node.end;
}

/**
 * Where what follows the entry that ends here begins: a comment that is indented
 * more than the `-` of the entry belongs to it.
 */
export function afterEntry(text: string, end: number, column: number): number {
  let at = nextLine(text, end);
  const comment = new RegExp(
    `[ ]{${column + 1},}#[^\\r\\n]*(?:\\r?\\n|\\r|$)`,
    "y",
  );
  for (comment.lastIndex = at; comment.test(text);) at = comment.lastIndex;
  return at;
}

/** A value in lines of YAML, each but the first at a column, without a last line end. */
export function blockLines(
  value: unknown,
  column: number,
  end: string,
): string {
  return toYaml(value).trimEnd().replaceAll(
    "\n",
    `${end}${" ".repeat(column)}`,
  );
}

/** Whole lines put in; behind a last line without an end, the new ones have none either. */
export function addedLines(
  text: string,
  at: number,
  lines: string,
  column: number,
  end: string,
): Change {
  const indented = " ".repeat(column) + lines;
  const isOpen = at === text.length && lastLineEnd(text) === 0;
  return { start: at, end: at, text: isOpen ? end + indented : indented + end };
}
