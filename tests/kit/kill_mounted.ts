/**
 * Kills runs on a small file system that only this process and its children
 * see: `kill_mounted.ts full|read-only KILLS`. cache_kill_test.ts starts it.
 * @module
 */
import { assert } from "@std/assert";
import { type Caching, withCaching } from "./caching.ts";
import { killRuns } from "./kill_runs.ts";

const [world, kills] = Deno.args;

/** Leaves no byte free. */
async function fillUp({ cache }: Caching): Promise<void> {
  const zeros = new Uint8Array(4_096);
  using filler = await Deno.open(`${cache}/filler`, {
    create: true,
    append: true,
    mode: 0o600,
  });
  try {
    while (true) await filler.write(zeros);
  } catch {
    // Now it is full.
  }
}

async function readOnly({ cache }: Caching): Promise<void> {
  for (const options of [["--bind", cache], ["-o", "remount,bind,ro"]]) {
    const { success } = await new Deno.Command("mount", {
      args: [...options, cache],
    }).output();
    assert(success, `mount ${options}`);
  }
}

await withCaching(async (caching) => {
  await Deno.mkdir(caching.cache, { mode: 0o700 });
  if (world === "read-only") await readOnly(caching);
  const prepare = world === "full" ? fillUp : () => Promise.resolve();
  const report = await killRuns(caching, { kills: Number(kills), prepare });
  console.log(JSON.stringify(report));
  if (world === "read-only") {
    await new Deno.Command("umount", { args: [caching.cache] }).output();
  }
});
