/**
 * Programs that are killed while they count.
 * @module
 */
import { assert } from "@std/assert";
import { samplesOf, withCounting } from "../kit/counting.ts";
import { inWorlds, killReports } from "../kit/kill_reports.ts";
import { note, rounds } from "../kit/stress.ts";

const KILLS = rounds(40);

Deno.test(`metrics: after ${KILLS} kills while the program counts the file is whole, and no count is lost`, async () => {
  const counts = await inWorlds(KILLS, async (kills) => {
    let result;
    await withCounting(async (counting) => {
      const { file, values } = counting;
      let counted = 0;
      result = await killReports(
        counting,
        kills,
        async ({ isKilled, isLate }) => {
          const isThere = await Deno.stat(file).then(() => true, () => false);
          if (isThere) assert((await samplesOf(file)).length > 0);
          const now = isThere
            ? (await values("requests_total"))["secret,static,answered"] ?? 0
            : 0;
          const more = now - counted;
          counted = now;
          assert(
            more === 1 || (more === 0 && (isKilled || isLate)),
            `${more} more`,
          );
          return more === 1;
        },
      );
    });
    assert(result !== undefined);
    return result;
  });
  assert(counts.kills >= KILLS);
  // Kills came before and after the moment at which a run is counted; the end is near it.
  assert(
    counts.before > 0 && counts.after + counts.later > 0,
    JSON.stringify(counts),
  );
  await note(
    "killed while it counts: the metrics whole, no count lost",
    `${counts.kills} kills, ${counts.before} before the run was counted and ${counts.after} between it and the end: 0 lost, 0 torn`,
  );
});
