/**
 * `audit summary`: what became of the requests, registry by registry.
 * @module
 */
import { auditRecords } from "../audit_records.ts";
import { type RuleSummary, summarize } from "../audit_summary.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { openConfig } from "../config_file.ts";
import { printable } from "../errors.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { audit } = await openConfig(context);
  if (audit === undefined) return { stdout: "The audit is off.\n" };
  const log = await context.runtime.openLog(audit.directory);
  const rules = log === undefined ? [] : await summarize(auditRecords(log));
  if (options["format"] === "json") {
    return { stdout: `${JSON.stringify(rules)}\n` };
  }
  const stdout = rules.length === 0
    ? `Nothing that this user can read is in ${audit.directory}.\n`
    : asText(rules);
  return { stdout };
}

function asText(rules: readonly RuleSummary[]): string {
  return columns([
    ["REGISTRY", "ASKS", "FAILURES", "HITS", "P50", "P99"],
    ...rules.map((one) => [
      printable(one.rule ?? "(no match)"),
      String(one.asks),
      String(one.failures),
      String(one.hits),
      `${one.p50Ms} ms`,
      `${one.p99Ms} ms`,
    ]),
  ]);
}
