import { assertEquals } from "@std/assert";
import { auditRecord } from "../../src/audit/record.ts";
import { auditRecords } from "../../src/audit/records.ts";
import { summarize } from "../../src/audit/summary.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { LogFolder } from "../../src/runtime/log_folder.ts";
import type { CacheUse } from "../../src/lookup/notes.ts";

function logOf(...texts: readonly string[]): LogFolder {
  return {
    append: () => Promise.reject(new Error("nothing is written")),
    read: async function* () {
      yield* await Promise.resolve(texts);
    },
  };
}

function line(
  rule: string | undefined,
  totalMs: number,
  { cache, error }: { cache?: CacheUse; error?: Error } = {},
): string {
  const notes = {
    command: "kubelet",
    ...rule && { rule },
    ...cache && { cache },
  };
  const facts = { now: 0, version: "1.0.0", fingerprint: undefined };
  return `${
    JSON.stringify(auditRecord(notes, { ...facts, totalMs, error }))
  }\n`;
}

Deno.test("summarize() counts for each registry, over all files", async () => {
  const error = new ProviderError("BACKEND_DENIED", "no");
  const log = logOf(
    line("ecr", 10, { cache: "miss" }) + line("ecr", 30, { cache: "hit" }),
    line("ecr", 20, { cache: "stale" }) + line(undefined, 5) +
      line("ecr", 40, { cache: "miss", error }) + line("a", 7),
  );
  assertEquals(await summarize(auditRecords(log)), [
    {
      rule: "a",
      asks: 1,
      failures: 0,
      hits: 0,
      cacheable: 0,
      p50Ms: 7,
      p99Ms: 7,
    },
    {
      rule: "ecr",
      asks: 4,
      failures: 1,
      hits: 2,
      cacheable: 4,
      p50Ms: 20,
      p99Ms: 40,
    },
    {
      rule: null,
      asks: 1,
      failures: 0,
      hits: 0,
      cacheable: 0,
      p50Ms: 5,
      p99Ms: 5,
    },
  ]);
});

Deno.test("summarize() takes times of at most 50 and 99 of 100 runs", async () => {
  const times = Array.from({ length: 200 }, (_, at) => 200 - at);
  const log = logOf(times.map((ms) => line("a", ms)).join(""));
  const [{ p50Ms, p99Ms } = {}] = await summarize(auditRecords(log));
  assertEquals([p50Ms, p99Ms], [100, 198]);
});

Deno.test("auditRecords() passes over what is torn or no record", async () => {
  const whole = line("a", 1);
  const log = logOf(`${whole.slice(0, 40)}\n[]\nnull\n{}\n\n${whole}x`, "");
  const rules = [];
  for await (const { rule } of auditRecords(log)) rules.push(rule);
  assertEquals(rules, ["a"]);
});
