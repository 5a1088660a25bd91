/**
 * Writes what the last runs of the suites have shown into docs/tested-with.md.
 * @module
 */
import { PROJECT } from "./paths.ts";
import { mergeReports, type Report, REPORTS } from "./tested_table.ts";

const reports: Report[] = [];
try {
  for await (const { name } of Deno.readDir(REPORTS)) {
    reports.push(JSON.parse(await Deno.readTextFile(`${REPORTS}/${name}`)));
  }
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
if (reports.length === 0) {
  console.error("tested: no suite has left a report: run make e2e first");
  Deno.exit(1);
}
const file = `${PROJECT}/docs/tested-with.md`;
await Deno.writeTextFile(
  file,
  mergeReports(await Deno.readTextFile(file), reports),
);
for (const { suite, date } of reports) console.log(`tested: ${suite}, ${date}`);
