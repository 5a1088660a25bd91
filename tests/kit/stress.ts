/**
 * How often the tests of `make stress` do what they do, and what they have seen.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/** `make stress` gives a number; without one each test has its own, which is small. */
const given = Deno.env.get("KILLS");

/** Whether `make stress` runs, which takes its time. */
export const IS_STRESS = given !== undefined;

/** So many kills, or other rounds. */
export function rounds(usual: number): number {
  return given === undefined ? usual : Number(given);
}

/** Writes a line of the table that `make stress` shows. */
export async function note(what: string, measured: string): Promise<void> {
  if (given === undefined) return;
  const line = `| ${what} | ${measured} |\n`;
  await Deno.writeTextFile(`${PROJECT}/.build/stress.md`, line, {
    append: true,
  });
}
