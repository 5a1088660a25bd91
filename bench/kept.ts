/**
 * Where the figures are kept: a page for people, and JSON beside it.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";

/** Prints a page, and writes it and what it was made of to this folder. */
export async function keep(
  name: string,
  page: string,
  results: unknown,
): Promise<void> {
  console.log(page);
  await Deno.writeTextFile(`${PROJECT}/bench/${name}.md`, page);
  const json = JSON.stringify(results, undefined, 2);
  await Deno.writeTextFile(`${PROJECT}/bench/${name}.json`, `${json}\n`);
}
