/**
 * Runs suites against real things: `run_suites.ts [NAME...]`, all where none is
 * named. Tells at the end what it skipped and why, and ends with one plain line.
 * @module
 */
import { type Report, REPORTS } from "../../tools/tested_table.ts";
import type { Suite, Tally } from "./suite.ts";

const suites = await findSuites();
const unknown = Deno.args.filter((name) =>
  !suites.some((it) => it.name === name)
);
if (unknown.length > 0) {
  console.error(
    `e2e: there is no suite ${unknown.join(", ")}: there are ${
      suites.map(({ name }) => name).join(", ")
    }`,
  );
  Deno.exit(2);
}

const rows: string[] = [];
const skipped: string[] = [];
const total = { passed: 0, failed: 0 };
for (const suite of suites) {
  const { name, isLong = false } = suite;
  if (Deno.args.length > 0 && !Deno.args.includes(name)) continue;
  if (isLong && !Deno.args.includes(name)) {
    skipped.push(`${name}: it takes long: make e2e SUITES=${name}`);
    rows.push(`${name}: not run`);
    continue;
  }
  console.log(`== ${name}: ${suite.needs}`);
  const tally = await suite.run().catch((error: unknown) => {
    console.log(`FAILED: ${name}: ${error}`);
    return { passed: 0, failed: 1, skipped: [] };
  });
  if (tally.passed + tally.failed > 0) await leaveReport(suite, tally);
  total.passed += tally.passed;
  total.failed += tally.failed;
  skipped.push(...tally.skipped.map((line) => `${name}: ${line}`));
  rows.push(
    `${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`,
  );
}
console.log("==");
for (const row of rows) console.log(row);
for (const line of skipped) console.log(`SKIPPED: ${line}`);
console.log(
  `${total.passed} passed, ${total.failed} failed, ${skipped.length} skipped`,
);
Deno.exit(total.failed === 0 ? 0 : 1);

/** Leaves what `make tested` writes into docs/tested-with.md. */
async function leaveReport(suite: Suite, tally: Tally): Promise<void> {
  const report: Report = {
    suite: suite.name,
    proves: suite.proves,
    leaves: suite.leaves,
    passed: tally.passed,
    failed: tally.failed,
    skipped: tally.skipped.length,
    met: tally.met ?? [],
    date: new Date().toISOString().slice(0, 10),
  };
  await Deno.mkdir(REPORTS, { recursive: true });
  const text = JSON.stringify(report, null, 2);
  await Deno.writeTextFile(`${REPORTS}/${suite.name}.json`, `${text}\n`);
}

async function findSuites(): Promise<readonly Suite[]> {
  const folder = new URL(".", import.meta.url);
  const found: Suite[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith("_check.ts")) {
      found.push(await import(new URL(name, folder).href));
    }
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}
