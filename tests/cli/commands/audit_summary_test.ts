import { assertEquals } from "@std/assert";
import { linesText } from "../../../src/cli/line.ts";
import { run } from "../../../src/cli/commands/audit_summary.ts";
import type { LogFolder } from "../../../src/runtime/log_folder.ts";
import { newNotes } from "../../kit/notes.ts";
import { PROVIDERS } from "../../../providers/table.ts";
import { config } from "../../kit/program.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

interface Use {
  readonly rule: string | null;
  readonly outcome?: string;
  readonly cache?: string;
}

/** What is printed of so many answers of each kind. */
async function summary(
  uses: readonly (readonly [number, Use])[],
  showsColors = false,
): Promise<string> {
  const lines = uses.flatMap(([count, use]) => {
    const record = {
      time: "",
      outcome: "answered",
      cache: null,
      totalMs: 10,
      ...use,
    };
    return Array.from({ length: count }, () => `${JSON.stringify(record)}\n`);
  });
  const log: LogFolder = {
    append: () => Promise.reject(new Error("nothing is written")),
    read: async function* () {
      yield await Promise.resolve(lines.join(""));
    },
  };
  const registry = "- { name: a, match: [a.io], static: {} }\n";
  const files = { "/c": `${config(registry)}audit: {}\n` };
  const runtime = memoryRuntime({ files });
  const { lines: shown = [] } = await run({ positionals: [], options: {} }, {
    providers: PROVIDERS,
    runtime: { ...runtime, openLog: () => Promise.resolve(log) },
    configPath: "/c",
    defaultConfigPath: "/c",
    filesWithin: undefined,
    notes: newNotes(),
    readInput: () => Promise.reject(new Error("nothing is read")),
  });
  return linesText(shown, showsColors);
}

Deno.test("audit summary has the largest share of failures first, and shares below each other", async () => {
  const text = await summary([
    [390, { rule: "ecr", cache: "hit" }],
    [8, { rule: "ecr", cache: "miss" }],
    [2, { rule: "ecr", cache: "miss", outcome: "failed" }],
    [37, { rule: "harbor", cache: "none" }],
    [1, { rule: "broken", cache: "none", outcome: "failed" }],
    [5, { rule: null, outcome: "no-match" }],
  ]);
  assertEquals(
    text,
    `REGISTRY    ASKS  FAILURES    %  HITS     %    P50    P99
broken         1         1  100     0     -  10 ms  10 ms
ecr          400         2  0.5   390  97.5  10 ms  10 ms
harbor        37         0    0     0     -  10 ms  10 ms
(no match)     5         0    0     0     -  10 ms  10 ms
`,
  );
});

Deno.test("audit summary never rounds a share to none or to all", async () => {
  const text = await summary([
    [4999, { rule: "a", cache: "hit" }],
    [1, { rule: "a", cache: "miss", outcome: "failed" }],
  ]);
  const [, row = ""] = text.split("\n");
  assertEquals(row.split(/ +/).slice(2, 6), ["1", "<0.1", "4999", ">99.9"]);
});

Deno.test("audit summary paints rows with failures, where there are colours", async () => {
  const uses = [
    [1, { rule: "bad", outcome: "failed" }],
    [1, { rule: "good" }],
  ] as const;
  const rows = (await summary(uses, true)).split("\n");
  assertEquals(
    rows.map((row) => row.includes("\x1b[31m")),
    [false, true, false, false],
  );
});
