/**
 * Rows of text, aligned in columns.
 * @module
 */
import type { Color, Line, Span } from "./line.ts";

/** What a cell says by its colour. */
export type ColorOf = (
  row: readonly string[],
  at: number,
) => Color | undefined;

/** Rows as lines; every column but the last is as wide as its widest cell. */
export function columns(
  rows: readonly (readonly string[])[],
): readonly string[];
/** The same with colours. */
export function columns(
  rows: readonly (readonly string[])[],
  colorOf: ColorOf,
): readonly Line[];
export function columns(
  rows: readonly (readonly string[])[],
  colorOf?: ColorOf,
): readonly Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => cell !== "");
    const spans = row.slice(0, last + 1).flatMap((text, at): Span[] => {
      const space = at === last ? 0 : (widths[at] ?? 0) - text.length;
      return [
        { text, color: colorOf?.(row, at) },
        { text: at === last ? "" : " ".repeat(Math.max(0, space) + 2) },
      ];
    });
    return colorOf === undefined
      ? spans.map(({ text }) => text).join("")
      : spans;
  });
}
