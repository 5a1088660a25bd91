/**
 * Rows of text, aligned in columns.
 * @module
 */

/** Rows as lines; every column but the last is as wide as its widest cell. */
export function columns(
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row.map((cell, at) =>
      at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)
    ).join("  ").trimEnd()
  );
}
