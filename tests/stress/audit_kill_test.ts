/**
 * Programs that are killed while they write their audit.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { linesOf } from "../kit/auditing.ts";
import { type Counting, withCounting } from "../kit/counting.ts";
import { inWorlds, killReports } from "../kit/kill_reports.ts";
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
  const counts = await inWorlds(KILLS, async (kills) => {
    let result;
    await withCounting(async (counting) => {
      const expected = new Set<string>();
      result = await killReports(counting, kills, async (run) => {
        const { image, isKilled, isLate } = run;
        const images = await imagesIn(counting);
        const isWritten = images.includes(image);
        if (!isKilled && !isLate) {
          assert(isWritten, `the line of ${image} is lost`);
        }
        if (isWritten) expected.add(image);
        assertEquals([...images].sort(), [...expected].sort());
        return isWritten;
      });
      // Small files, so that kills also fall into the change to a new one.
    }, { audit: ", maxSize: 8192, keep: 100" });
    assert(result !== undefined);
    return result;
  });
  assert(counts.kills >= KILLS);
  // Kills came before and after the moment at which a line is there; the end is near it.
  assert(
    counts.before > 0 && counts.after + counts.later > 0,
    JSON.stringify(counts),
  );
  await note(
    "killed while it writes its audit: every line whole, none lost",
    `${counts.kills} kills, ${counts.before} before the line was there and ${counts.after} between it and the end: 0 lost, 0 torn`,
  );
});
