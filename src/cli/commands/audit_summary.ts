/**
 * `audit summary`: what became of the requests, registry by registry.
 * @module
 */
import { openAudit } from "../../audit/records.ts";
import { type RuleSummary, summarize } from "../../audit/summary.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import type { Line } from "../line.ts";
import { nothing } from "../nothing.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const audit = await openAudit(context);
  if (typeof audit === "string") {
    return nothing(audit, options["format"]);
  }
  const rules = await summarize(audit.records);
  if (options["format"] === "json") {
    return { stdout: `${JSON.stringify(rules)}\n` };
  }
  return { lines: rules.length === 0 ? [audit.emptyText] : asText(rules) };
}

// The registry with the largest share of failures comes first.
function asText(rules: readonly RuleSummary[]): readonly Line[] {
  const worstFirst = rules.toSorted((a, b) =>
    b.failures / b.asks - a.failures / a.asks
  );
  const rows = worstFirst.map((one) => [
    one.rule ?? "(no match)",
    String(one.asks),
    String(one.failures),
    share(one.failures, one.asks),
    String(one.hits),
    share(one.hits, one.cacheable),
    `${one.p50Ms} ms`,
    `${one.p99Ms} ms`,
  ]);
  const head = ["ASKS", "FAILURES", "%", "HITS", "%", "P50", "P99"];
  return columns(
    toTheRight([["REGISTRY", ...head], ...rows]),
    ([, , failures = "0"]) => /[1-9]/.test(failures) ? "bad" : undefined,
  );
}

/** Per cent, never rounded to none or to all; `-` of nothing. */
function share(part: number, whole: number): string {
  if (whole === 0) return "-";
  const percent = 100 * part / whole;
  if (percent > 0 && percent < 0.1) return "<0.1";
  if (percent > 99.9 && percent < 100) return ">99.9";
  return percent.toFixed(Number.isInteger(percent) ? 0 : 1);
}

/** Every column but the first with its numbers below each other. */
function toTheRight(
  rows: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const width = (at: number) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0));
  return rows.map((row) =>
    row.map((cell, at) => at === 0 ? cell : cell.padStart(width(at)))
  );
}
