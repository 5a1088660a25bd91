/**
 * Programs that are killed while they write their audit.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { linesOf } from "../kit/auditing.ts";
import type { Counting } from "../kit/counting.ts";
import { killReports } from "../kit/kill_reports.ts";
import { note, rounds } from "../kit/stress.ts";
import { namesIn } from "../kit/temporary_folder.ts";

const KILLS = rounds(40);

/** The images of all lines, in no order; every line is whole. */
async function imagesIn({ audit }: Counting): Promise<readonly string[]> {
  const names = await namesIn(audit).catch(() => []);
  const files = names.filter((name) => name.endsWith(".jsonl"));
  const lines = await Promise.all(
    files.map((name) => linesOf(`${audit}/${name}`)),
  );
  return lines.flat().map(({ image }) => String(image));
}

Deno.test(`audit: after ${KILLS} kills while the program writes it every line is whole, and none is lost`, async () => {
  // Small files, so that kills also fall into the change to a new one.
  const where = { audit: ", maxSize: 8192, keep: 100" };
  const counts = await killReports(KILLS, (counting) => {
    const expected = new Set<string>();
    return async ({ image, isKilled, isLate }) => {
      const images = await imagesIn(counting);
      const isWritten = images.includes(image);
      if (!isKilled && !isLate) {
        assert(isWritten, `the line of ${image} is lost`);
      }
      if (isWritten) expected.add(image);
      assertEquals([...images].sort(), [...expected].sort());
      return isWritten;
    };
  }, where);
  await note(
    "killed while it writes its audit: every line whole, none lost",
    `${counts.kills} kills, ${counts.before} before the line was there and ${counts.after} between it and the end: 0 lost, 0 torn`,
  );
});
