/**
 * The table of docs/tested-with.md, and the reports that go into it.
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { mergeReports, type Report } from "../../tools/tested_table.ts";
import { codeIn, tableOf } from "../kit/markdown.ts";

const REPORT: Report = {
  suite: "moto",
  proves: "tokens | roles",
  leaves: "AWS itself",
  passed: 13,
  failed: 0,
  skipped: 0,
  met: ["moto 5.2.5", "Python 3"],
  date: "2026-11-25",
};
const DOCUMENT = `# Tested

| command | what it shows | checks | with | on | not seen |
| ------- | ------------- | ------ | ---- | -- | -------- |
| \`make e2e SUITES=clients\` | pulls | 36 passed | skopeo 1.9.3 | 2026-11-01 | rootless |
| \`make e2e SUITES=moto\` | old | 12 passed | moto 5.0.0 | 2025-01-01 | all |

Below it.
`;

Deno.test("a report replaces the row of its suite, and the others stay", () => {
  const rows = mergeReports(DOCUMENT, [REPORT]).split("\n");
  assertEquals(rows.slice(4), [
    "| `make e2e SUITES=clients` | pulls | 36 passed | skopeo 1.9.3 | 2026-11-01 | rootless |",
    "| `make e2e SUITES=moto` | tokens \\| roles | 13 passed | moto 5.2.5, Python 3 | 2026-11-25 | AWS itself |",
    "",
    "Below it.",
    "",
  ]);
});

Deno.test("a suite that was never there gets a row in its place, and what failed is said", () => {
  const report = { ...REPORT, suite: "kind", failed: 2, skipped: 1 };
  const rows = mergeReports(DOCUMENT, [report]).split("\n").slice(4, 7);
  assertEquals(
    rows.map((row) => /SUITES=(\w+)/.exec(row)?.[1]),
    ["clients", "kind", "moto"],
  );
  assert(rows[1]?.includes("| 13 passed, **2 failed**, 1 skipped |"), rows[1]);
});

Deno.test("a document without a table is not guessed at", () => {
  assertThrows(() => mergeReports("# Tested\n", [REPORT]), Error, "no table");
});

Deno.test("docs/tested-with.md has a row for every suite, with versions and a date", async () => {
  const suites: string[] = [];
  for await (const { name } of Deno.readDir(`${PROJECT}/tests/e2e`)) {
    if (name.endsWith("_check.ts")) suites.push(name.replace("_check.ts", ""));
  }
  const document = await Deno.readTextFile(`${PROJECT}/docs/tested-with.md`);
  const rows = tableOf(document, "command");
  assertEquals(
    rows.map(([command = ""]) => codeIn(command)[0]),
    suites.toSorted().map((suite) => `make e2e SUITES=${suite}`),
  );
  for (const [command, , checks = "", met = "", date = ""] of rows) {
    assert(/^\d+ passed/.test(checks), `${command}: ${checks}`);
    assert(/\d+\.\d+/.test(met), `${command}: ${met}`);
    assert(/^\d{4}-\d{2}-\d{2}$/.test(date), `${command}: ${date}`);
  }
});
