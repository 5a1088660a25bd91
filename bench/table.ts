/**
 * Figures in tables of Markdown.
 * @module
 */
import type { Comparison } from "./comparison.ts";

/** A ratio with its quartiles. */
export function ratio(it: Comparison): string {
  const [low, high] = it.wallRatioQuartiles;
  return `${it.wallRatio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** A number with this many digits; a dash where it was not measured. */
export function digits(value: number | undefined, count: number): string {
  return value?.toFixed(count) ?? "-";
}

/** A table, numbers to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = head.map((_, at) => at === 0 ? "---" : "---:");
  return [head, rule, ...rows].map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
