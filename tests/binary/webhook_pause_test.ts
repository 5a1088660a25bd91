/**
 * A receiver of the audit that failed is left alone for a while, and is told
 * afterwards how many records it did not get.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { request } from "../kit/program.ts";
import { responseText, withRawServer } from "../kit/raw_server.ts";
import { namesIn } from "../kit/temporary_folder.ts";
import {
  type Collecting,
  DONE,
  endPause,
  IMAGE,
  stateOf,
  withCollecting,
} from "../kit/collecting.ts";

/** A receiver that fails as long as it is told to, and whose records are kept. */
async function withFailing(
  test: (
    world: Omit<Collecting, "ask"> & {
      /** Requests, also those that failed. */
      readonly heads: readonly string[];
      /** `undelivered` of every record that it has. */
      readonly told: readonly number[];
      isWell(well: boolean): void;
      ask(): Promise<void>;
    },
  ) => Promise<void>,
): Promise<void> {
  let well = false;
  const told: number[] = [];
  await withRawServer(async ({ body, send }) => {
    if (well) told.push(JSON.parse(body).undelivered);
    await send(well ? DONE : responseText(503, {}));
  }, async ({ heads, url }) => {
    await withCollecting(async (collecting) => {
      await collecting.configure(`url: "${url}/"`);
      await test({
        ...collecting,
        heads,
        told,
        isWell: (it) => {
          well = it;
        },
        ask: async () => {
          const { code, stderr } = await collecting.run([], {
            stdin: request(IMAGE),
          });
          assertEquals([code, stderr], [0, ""]);
        },
      });
    });
  });
}

Deno.test("webhook: is not asked for a while after it failed, and told then what is missing", async () => {
  await withFailing(async (world) => {
    const { ask, heads, isWell, run, told } = world;
    await ask();
    assertEquals(heads.length, 1);
    isWell(true);
    await ask();
    await ask();
    assertEquals(heads.length, 1);
    const { stderr } = await run(["get", IMAGE, "--trace"]);
    assertMatch(stderr, /is left alone for a while: it failed$/m);
    assertEquals(heads.length, 1);
    await endPause(world);
    await ask();
    assertEquals([heads.length, told], [2, [4]]);
    await ask();
    assertEquals(told, [4, 0]);
  });
});

Deno.test("webhook: pauses grow from 30 s to 5 min, and begin anew after a success", async () => {
  await withFailing(async (world) => {
    const { ask, isWell } = world;
    const pauses: number[] = [];
    const fail = async () => {
      const before = Date.now();
      await ask();
      const { pausedUntil = 0 } = await stateOf(world);
      // From the failure, which was some time after the start of the run.
      const late = Date.now() - before;
      const pause = pausedUntil - before;
      const seconds = [30, 60, 120, 240, 300].find((it) =>
        pause >= it * 1_000 && pause <= it * 1_000 + late
      );
      pauses.push(seconds ?? pause);
      await endPause(world);
    };
    for (let time = 0; time < 6; time++) await fail();
    isWell(true);
    await ask();
    isWell(false);
    await fail();
    assertEquals(pauses, [30, 60, 120, 240, 300, 300, 30]);
  });
});

Deno.test("webhook: another URL is tried at once, and is told what is missing", async () => {
  await withFailing(async (world) => {
    const { ask, configure, configPath, heads, isWell, told } = world;
    await ask();
    isWell(true);
    const text = await Deno.readTextFile(configPath);
    const [, url = ""] = /url: "([^"]+)"/.exec(text) ?? [];
    await configure(`url: "${url}other"`);
    await ask();
    assertEquals([heads.length, told], [2, [1]]);
  });
});

const DAMAGED: Record<string, (path: string) => Promise<void>> = {
  "is cut off": (path) => Deno.truncate(path, 20),
  "is no JSON": (path) => Deno.writeTextFile(path, "\0\0"),
  "has other types": (path) =>
    Deno.writeTextFile(path, '{"pausedUntil":"never","undelivered":-1}'),
  "is of a clock far ahead": async (path) => {
    const state = JSON.parse(await Deno.readTextFile(path));
    const pausedUntil = Date.now() + 86_400_000;
    await Deno.writeTextFile(path, JSON.stringify({ ...state, pausedUntil }));
  },
  "is a link": async (path) => {
    await Deno.rename(path, `${path}-other`);
    await Deno.symlink(`${path}-other`, path);
  },
  "is open to others": (path) => Deno.chmod(path, 0o666),
};
for (const [what, damage] of Object.entries(DAMAGED)) {
  Deno.test(`webhook: state that ${what} pauses nothing and costs no answer`, async () => {
    await withFailing(async ({ ask, heads, isWell, state }) => {
      await ask();
      await damage(`${state}/webhook.json`);
      isWell(true);
      await ask();
      assertEquals(heads.length, 2);
    });
  });
}

Deno.test("webhook: of many at once after a pause one tries, and the count is exact", async () => {
  await withFailing(async (world) => {
    const { ask, heads, isWell, told } = world;
    await ask();
    await endPause(world);
    const crowd = () => Promise.all(Array.from({ length: 12 }, ask));
    await crowd();
    // One tried and failed, and began the next pause.
    assertEquals(heads.length, 2);
    assertEquals((await stateOf(world))["undelivered"], 13);
    isWell(true);
    await endPause(world);
    await crowd();
    await ask();
    const delivered = told.length;
    const missing = told.reduce((sum, one) => sum + one, 0);
    assertEquals(delivered + missing, 1 + 12 + 12 + 1);
    assert(delivered >= 2);
    assertEquals((await stateOf(world))["undelivered"], 0);
  });
});

Deno.test("webhook: many that fail at once begin one pause, and all count", async () => {
  await withFailing(async (world) => {
    const { ask } = world;
    await Promise.all(Array.from({ length: 12 }, ask));
    const { failures, undelivered } = await stateOf(world);
    assertEquals({ failures, undelivered }, { failures: 1, undelivered: 12 });
  });
});

Deno.test("webhook: its files have mode 0600, and it leaves none where it never failed", async () => {
  await withFailing(async ({ ask, isWell, state }) => {
    isWell(true);
    await ask();
    assertEquals(await namesIn(state), []);
    isWell(false);
    await ask();
    for (const name of await namesIn(state)) {
      const { mode } = await Deno.lstat(`${state}/${name}`);
      assertEquals((mode ?? 0) & 0o7777, 0o600, name);
    }
  });
});
