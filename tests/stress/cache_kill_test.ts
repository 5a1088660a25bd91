/**
 * Programs that are killed while they write their cache.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { namesIn } from "../kit/temporary_folder.ts";
import {
  type Caching,
  edit,
  makeForeign,
  withCaching,
} from "../kit/caching.ts";
import {
  type KillPlan,
  type KillReport,
  killRuns,
  newCounts,
} from "../kit/kill_runs.ts";
import { note, rounds } from "../kit/stress.ts";
import {
  CAN_MOUNT,
  NEEDS_MOUNT,
  tmpfs,
  withMounts,
} from "../kit/own_mounts.ts";
import { STATE_FOLDER } from "../kit/writable_program.ts";

/** How many runs are killed while they write, and how many in each hostile folder. */
const KILLS = rounds(40);
const HOSTILE_KILLS = Math.ceil(KILLS / 10);

/** So many at once, each with a cache of its own. */
const WORKERS = 2;

const IS_ROOT = Deno.uid() === 0;

/** A cache that is empty, or holds an entry past half of its life. */
async function emptyOrOld({ cache }: Caching): Promise<void> {
  const names = await namesIn(cache).catch(() => []);
  for (const name of names.filter((name) => name.endsWith(".json"))) {
    const path = `${cache}/${name}`;
    if (Math.random() < 0.5) await Deno.remove(path);
    else await edit(path, (entry) => entry.fetchedAt -= 3_600_000);
  }
}

/** Links from all names of a cache to a file outside. */
async function linksEverywhere({ cache, folder }: Caching): Promise<void> {
  const victim = `${folder}/victim`;
  await Deno.writeTextFile(victim, "unchanged", { mode: 0o644 });
  const names = await namesIn(cache).catch(() => []);
  const [lock] = names.filter((name) => name.endsWith(".lock"));
  if (lock === undefined) return;
  for (const suffix of [".json", ".json.new", ".lock"]) {
    const path = `${cache}/${lock.replace(".lock", suffix)}`;
    await Deno.remove(path).catch(() => {});
    await Deno.symlink(victim, path);
  }
}

Deno.test(`cache: after ${KILLS} kills while the program writes its cache no answer is wrong`, async () => {
  const counts = newCounts();
  const plan: KillPlan = {
    kills: KILLS,
    prepare: emptyOrOld,
    moments: ["beforeWriting", "whileWriting", "afterWriting"],
  };
  await Promise.all(
    Array.from({ length: WORKERS }, () =>
      withCaching(async (caching) => {
        await killRuns(caching, plan, counts);
      })),
  );
  assert(counts.answers >= KILLS);
  await note(
    "killed while it writes its cache: no wrong answer",
    `${counts.kills} kills, ${counts.beforeWriting} before the entry was written, ${counts.whileWriting} while it was, ${counts.afterWriting} after it: ${counts.answers} answers, 0 wrong`,
  );
});

Deno.test(`cache: after ${HOSTILE_KILLS} kills in a folder full of links no answer is wrong, and the links' target is unchanged`, async () => {
  await withCaching(async (caching) => {
    const report = await killRuns(caching, {
      kills: HOSTILE_KILLS,
      prepare: async (it) => {
        await assertUnchanged(it);
        await linksEverywhere(it);
      },
    });
    await assertUnchanged(caching);
    await noteHostile("full of links", report);
    assert(report.kills >= HOSTILE_KILLS);
  });
});

async function noteHostile(where: string, report: KillReport): Promise<void> {
  await note(
    `the same in a folder ${where}`,
    `${report.kills} kills: ${report.answers} answers, 0 wrong`,
  );
}

async function assertUnchanged({ folder }: Caching): Promise<void> {
  const victim = await Deno.readTextFile(`${folder}/victim`)
    .catch(() => "unchanged");
  assertEquals(victim, "unchanged");
}

Deno.test({
  name:
    `cache: after ${HOSTILE_KILLS} kills in a folder of another user no answer is wrong${
      IS_ROOT ? "" : " (needs root)"
    }`,
  ignore: !IS_ROOT,
  fn: async () => {
    await withCaching(async (caching) => {
      await makeForeign(caching);
      const report = await killRuns(caching, {
        kills: HOSTILE_KILLS,
        prepare: () => Promise.resolve(),
      });
      await noteHostile("of another user", report);
      assertEquals(await namesIn(caching.cache), []);
    });
  },
});

for (const world of ["full", "read-only"]) {
  Deno.test({
    name:
      `cache: after ${HOSTILE_KILLS} kills on a ${world} file system no answer is wrong${NEEDS_MOUNT}`,
    ignore: !CAN_MOUNT,
    fn: async () => {
      await Deno.mkdir(STATE_FOLDER, { recursive: true });
      // All of it in a process of its own, which alone sees the file system.
      const [command, ...args] = withMounts(
        tmpfs(256 * 1024),
        STATE_FOLDER,
        [
          Deno.execPath(),
          "run",
          "--quiet",
          "--allow-all",
          `--config=${PROJECT}/deno.json`,
          `${PROJECT}/tests/kit/kill_mounted.ts`,
          world,
          String(HOSTILE_KILLS),
        ],
      );
      const { code, stdout, stderr } = await new Deno.Command(command, { args })
        .output();
      const text = new TextDecoder();
      assertEquals(code, 0, text.decode(stderr));
      const report: KillReport = JSON.parse(text.decode(stdout));
      await noteHostile(`on a ${world} file system`, report);
      assert(report.kills >= HOSTILE_KILLS);
      assertEquals(report.afterWriting, 0, "the file system took an entry");
    },
  });
}
