/**
 * `audit summary`: what became of the requests, registry by registry.
 * @module
 */
import { openAudit } from "../../audit/records.ts";
import { type RuleSummary, summarize } from "../../audit/summary.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const audit = await openAudit(context);
  if (typeof audit === "string") return { lines: [audit] };
  const rules = await summarize(audit.records);
  if (options["format"] === "json") {
    return { stdout: `${JSON.stringify(rules)}\n` };
  }
  return { lines: rules.length === 0 ? [audit.emptyText] : asText(rules) };
}

function asText(rules: readonly RuleSummary[]): readonly string[] {
  return columns([
    ["REGISTRY", "ASKS", "FAILURES", "HITS", "P50", "P99"],
    ...rules.map((one) => [
      one.rule ?? "(no match)",
      String(one.asks),
      String(one.failures),
      String(one.hits),
      `${one.p50Ms} ms`,
      `${one.p99Ms} ms`,
    ]),
  ]);
}
