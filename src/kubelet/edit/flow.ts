/**
 * Values in brackets and braces, in JSON and in YAML, put in and taken out.
 * @module
 */
import {
  type Change,
  indentAt,
  lastLineEnd,
  lineEnd,
  lineStart,
  nextLine,
} from "./place.ts";
import type { Span } from "../yaml/tree.ts";

/** How a file writes values in brackets. */
export interface FlowStyle {
  /** What one level is indented by; `undefined` where everything stands in one line. */
  readonly indent: string | undefined;
  /** What follows a comma or colon in a line. */
  readonly space: string;
}

/** The style of a JSON file; YAML in brackets is written in one line. */
export function flowStyle(text: string, isJson: boolean): FlowStyle {
  const indent = isJson
    ? /^\s*\{[ \t]*\r?\n([ \t]*)/.exec(text)?.[1]
    : undefined;
  const isTight = isJson && !/":\s/.test(text);
  return { indent, space: isTight ? "" : " " };
}

/** Writes a value as JSON whose lines go on at `margin`. */
export function flowText(
  value: unknown,
  { indent, space }: FlowStyle,
  margin: string,
  end: string,
): string {
  if (indent !== undefined) {
    return JSON.stringify(value, null, indent).replaceAll("\n", end + margin);
  }
  const lines = JSON.stringify(value, null, 1).split("\n").map((line) =>
    line.trimStart()
  );
  return lines.map((line, at) =>
    /[[{]$|^$/.test(line) || /^[\]}]/.test(lines[at + 1] ?? "]")
      ? tight(line, space)
      : tight(line, space) + space
  ).join("");
}

// JSON.stringify puts one space after a colon. No text begins with that form.
function tight(line: string, space: string): string {
  return line.replace(
    /^("(?:[^"\\]|\\.)*":) /,
    (_, key) => key + space,
  );
}

/**
 * Puts an item at the end, behind the comment of the one before it.
 *
 * @param around The brackets, and what is between them.
 * @param written The text of the item, for the blanks before its further lines.
 */
export function insertFlow(
  text: string,
  around: Span,
  items: readonly Span[],
  style: FlowStyle,
  written: (margin: string) => string,
): readonly Change[] {
  const end = lineEnd(text);
  const last = items.at(-1);
  if (last === undefined) {
    const margin = indentAt(text, around.start);
    const inner = margin + (style.indent ?? "");
    const item = style.indent === undefined
      ? written("")
      : `${end}${inner}${written(inner)}${end}${margin}`;
    return [{ start: around.start + 1, end: around.end - 1, text: item }];
  }
  const before = text.slice(items.at(-2)?.end ?? around.start, last.start);
  const margin = /[\r\n]([ \t]*)$/.exec(before)?.[1];
  const gap = margin === undefined ? style.space : end + margin;
  const item = written(margin ?? indentAt(text, last.start));
  const [rest = "", comma = ""] = margin === undefined
    ? []
    : /^[ \t]*(,?)[ \t]*(?:#[^\r\n]*)?(?=[\r\n])/.exec(text.slice(last.end)) ??
      [];
  const behind = { start: last.end, end: last.end };
  if (rest === "") return [{ ...behind, text: `,${gap}${item}` }];
  const at = last.end + rest.length;
  return [
    { ...behind, text: comma === "" ? "," : "" },
    { start: at, end: at, text: gap + item + comma },
  ];
}

/** Takes an item out, with one comma and without the comments of others. */
export function removeFlow(
  text: string,
  items: readonly Span[],
  at: number,
): readonly Change[] {
  const item = items[at];
  if (item === undefined) return [];
  const before = items[at - 1];
  const next = items[at + 1];
  const begin = lineStart(text, item.start);
  const isOwnLine = text.slice(begin, item.start).trim() === "";
  const without = (start: number, end: number) => ({ start, end, text: "" });
  if (next !== undefined) {
    return isOwnLine && text.slice(item.end, next.start).includes("#")
      ? [without(begin, nextLine(text, item.end))]
      : [without(item.start, next.start)];
  }
  if (before === undefined) return [without(item.start, item.end)];
  const between = text.slice(before.end, item.start);
  if (!isOwnLine || !between.includes("#")) {
    return [without(before.end, item.end)];
  }
  const start = begin - lastLineEnd(text.slice(0, begin));
  const comma = /^[ \t]*,/.exec(text.slice(item.end))?.[0].length;
  if (comma !== undefined) return [without(start, item.end + comma)];
  const own = before.end + between.indexOf(",");
  return [without(own, own + 1), without(start, item.end)];
}
