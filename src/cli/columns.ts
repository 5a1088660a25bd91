/**
 * Rows of text, aligned in columns.
 * @module
 */

/** How a cell looks; the text may not become wider on the screen. */
export type PaintCell = (
  text: string,
  row: readonly string[],
  at: number,
) => string;

/** Rows as lines; every column but the last is as wide as its widest cell. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: PaintCell = (text) => text,
): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => cell !== "");
    return row.slice(0, last + 1).map((cell, at) => {
      const space = at === last ? 0 : (widths[at] ?? 0) - cell.length;
      return paint(cell, row, at) + " ".repeat(Math.max(0, space));
    }).join("  ") + "\n";
  }).join("");
}
