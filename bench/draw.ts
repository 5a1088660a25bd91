/**
 * Draws the charts of docs/performance.md from the figures in bench.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";
import { charts } from "./charts.ts";

/** Where the charts are. */
export const CHARTS = `${PROJECT}/docs/performance`;

/** The charts of the figures that are kept now. */
export async function keptCharts(): Promise<ReturnType<typeof charts>> {
  const read = async (name: string) =>
    JSON.parse(await Deno.readTextFile(`${PROJECT}/bench/${name}.json`));
  return charts(await read("results"), await read("peers"));
}

/** Writes them. */
export async function drawCharts(): Promise<void> {
  await Deno.mkdir(CHARTS, { recursive: true });
  for (const [name, text] of Object.entries(await keptCharts())) {
    await Deno.writeTextFile(`${CHARTS}/${name}`, text);
  }
}

if (import.meta.main) await drawCharts();
