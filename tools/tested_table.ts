/**
 * The table of docs/tested-with.md: a row for each suite of `make e2e`, from the
 * report that its last run left.
 * @module
 */
import { PROJECT } from "./paths.ts";

/** The folder of the reports, one file `NAME.json` for each suite. */
export const REPORTS = `${PROJECT}/.build/tested`;

/** What a run of a suite leaves. */
export interface Report {
  readonly suite: string;
  /** What it proves when all its checks pass. */
  readonly proves: string;
  /** What near it stays unseen. */
  readonly leaves: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The real things that it met, with their versions. */
  readonly met: readonly string[];
  /** As in `2026-11-25`. */
  readonly date: string;
}

const HEAD = ["command", "what it shows", "checks", "with", "on", "not seen"];

/**
 * Puts reports into the table of a document.
 *
 * @param document Its only table is this one. Rows of suites without a report stay.
 * @returns The document, with the rows in the order of the suites' names.
 */
export function mergeReports(
  document: string,
  reports: readonly Report[],
): string {
  const lines = document.split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  if (first < 0) throw new Error("the document has no table");
  let end = first;
  while (lines[end]?.startsWith("|")) end++;
  const rows = new Map<string, string>();
  for (const line of lines.slice(first + 2, end)) {
    rows.set(/SUITES=(\w+)/.exec(line)?.[1] ?? "", line);
  }
  for (const report of reports) rows.set(report.suite, rowOf(report));
  const sorted = [...rows].toSorted(([a], [b]) => a < b ? -1 : 1);
  return [
    ...lines.slice(0, first),
    lineOf(HEAD),
    lineOf(HEAD.map(() => "---")),
    ...sorted.map(([, row]) => row),
    ...lines.slice(end),
  ].join("\n");
}

function rowOf(report: Report): string {
  const { passed, failed, skipped } = report;
  const counts = [`${passed} passed`];
  if (failed > 0) counts.push(`**${failed} failed**`);
  if (skipped > 0) counts.push(`${skipped} skipped`);
  return lineOf([
    `\`make e2e SUITES=${report.suite}\``,
    report.proves,
    counts.join(", "),
    report.met.join(", "),
    report.date,
    report.leaves,
  ]);
}

function lineOf(cells: readonly string[]): string {
  const escaped = cells.map((cell) =>
    cell.replace(/\s+/g, " ").replaceAll("|", "\\|")
  );
  return `| ${escaped.join(" | ")} |`;
}
