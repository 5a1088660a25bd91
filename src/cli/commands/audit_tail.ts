/**
 * `audit tail [COUNT]`: the last answers, as the audit has them.
 * @module
 */
import type { AuditRecord } from "../../audit/record.ts";
import { openAudit } from "../../audit/records.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { nothing } from "../nothing.ts";
import { ProviderError } from "../../runtime/errors.ts";

/** How many are shown where no number is given. */
const USUAL_COUNT = 20;

/** Runs the command. */
export async function run(
  { positionals, options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const count = countOf(positionals[0]);
  const audit = await openAudit(context);
  if (typeof audit === "string") {
    return nothing(audit, options["format"], "");
  }
  const last: AuditRecord[] = [];
  for await (const record of audit.records) {
    last.push(record);
    if (last.length > count) last.shift();
  }
  if (options["format"] === "json") {
    return { stdout: last.map((one) => `${JSON.stringify(one)}\n`).join("") };
  }
  return { lines: last.length === 0 ? [audit.emptyText] : asText(last) };
}

function countOf(text: string | undefined): number {
  if (text === undefined) return USUAL_COUNT;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new ProviderError("USAGE", "COUNT is a whole number from 1 to 999999");
}

function asText(records: readonly AuditRecord[]): readonly string[] {
  return columns([
    [
      "TIME",
      "COMMAND",
      "REGISTRY",
      "OUTCOME",
      "CACHE",
      "MS",
      "ACCOUNT",
      "IMAGE",
    ],
    ...records.map((record) => {
      const { namespace, name } = record.serviceAccount ?? {};
      return [
        record.time,
        record.command,
        record.rule,
        record.code ?? record.outcome,
        record.cache,
        record.totalMs,
        namespace && name ? `${namespace}/${name}` : undefined,
        record.image,
      ].map((cell) => String(cell ?? "-"));
    }),
  ]);
}
