/**
 * Programs that are killed while they count.
 * @module
 */
import { assert } from "@std/assert";
import { samplesOf } from "../kit/counting.ts";
import { killReports } from "../kit/kill_reports.ts";
import { note, rounds } from "../kit/stress.ts";

const KILLS = rounds(40);

Deno.test(`metrics: after ${KILLS} kills while the program counts the file is whole, and no count is lost`, async () => {
  const counts = await killReports(KILLS, ({ file, values }) => {
    let counted = 0;
    return async ({ isKilled, isLate }) => {
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
    };
  });
  await note(
    "killed while it counts: the metrics whole, no count lost",
    `${counts.kills} kills, ${counts.before} before the run was counted and ${counts.after} between it and the end: 0 lost, 0 torn`,
  );
});
