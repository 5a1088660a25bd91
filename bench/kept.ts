/**
 * Where the figures are kept: a page for people, JSON beside it, and charts.
 * @module
 */
import { drawCharts } from "./draw.ts";
import { PROJECT } from "../tools/paths.ts";

/** Prints a page, writes it and what it was made of to this folder, and draws the charts anew. */
export async function keep(
  name: string,
  page: string,
  results: unknown,
): Promise<void> {
  console.log(page);
  await Deno.writeTextFile(`${PROJECT}/bench/${name}.md`, page);
  const json = JSON.stringify(results, undefined, 2);
  await Deno.writeTextFile(`${PROJECT}/bench/${name}.json`, `${json}\n`);
  await drawCharts();
}
