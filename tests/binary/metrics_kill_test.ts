/**
 * Runs that are killed while they may be counting.
 * @module
 */
import { assert } from "@std/assert";
import { startUnheard } from "../kit/writable_program.ts";
import { SECRET_IMAGE } from "../kit/auditing.ts";
import { assertCounted, samplesOf, withCounting } from "../kit/counting.ts";

Deno.test("metrics: whenever a run is killed, the file is whole", async () => {
  await withCounting(async (counting) => {
    const { configPath, env, file } = counting;
    await assertCounted(counting, 1);
    for (let time = 0; time < 40; time++) {
      const child = startUnheard(
        ["get", SECRET_IMAGE, `--config=${configPath}`],
        env,
      );
      await new Promise((resolve) => setTimeout(resolve, 40 + 3 * time));
      try {
        child.kill("SIGKILL");
      } catch {
        // It was quicker.
      }
      await child.status;
      assert((await samplesOf(file)).length > 0);
    }
    const before = (await counting.values("requests_total"))[
      "secret,static,answered"
    ] ?? 0;
    await assertCounted(counting, before + 1);
  });
});
