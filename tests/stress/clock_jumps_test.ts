/**
 * A clock that jumps by hours while a token is in the cache: `faketime` moves it
 * for one run, and leaves the uptime as it is.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseGoDuration } from "../../src/format/duration.ts";
import { type Caching, IMAGE, withCaching } from "../kit/caching.ts";
import { execute, request } from "../kit/program.ts";
import { note, rounds } from "../kit/stress.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";

const CAN_JUMP = await new Deno.Command("faketime", {
  args: ["-f", "+1s", "true"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success, () => false);

/** In several worlds at once. */
const WORKERS = 4;

const HOUR_MS = 3_600_000;
const LONGEST_JUMP_S = 12 * 3_600;

/** What happens to a token in the cache, in turns; times in ms. */
const TURNS: readonly {
  readonly lifeMs: () => number;
  readonly pauseMs: () => number;
  readonly jumpS: () => number;
  /** Whether the cache may answer; without it, either may be. */
  readonly isCached?: boolean;
}[] = [
  // Forward, and still in the first half of its life.
  {
    lifeMs: () => 12 * HOUR_MS,
    pauseMs: () => between(0, 1_000),
    jumpS: () => Math.round(between(1, 5 * 3_600)),
    isCached: true,
  },
  // Its end is over, by either clock.
  {
    lifeMs: () => between(100, 1_000),
    pauseMs: () => between(1_100, 2_000),
    jumpS: () => Math.round(between(1, LONGEST_JUMP_S)),
    isCached: false,
  },
  {
    lifeMs: () => Math.random() < 0.5 ? between(100, 3_000) : 12 * HOUR_MS,
    pauseMs: () => between(0, 3_000),
    jumpS: () => Math.round(between(-LONGEST_JUMP_S, LONGEST_JUMP_S)),
  },
];

/** Each jump with a token of its own. */
const ROUNDS = Math.ceil(rounds(40) / 40);
const JUMPS = ROUNDS * TURNS.length * WORKERS;

function between(least: number, most: number): number {
  return least + Math.random() * (most - least);
}

/** Answers under a clock that is wrong by some seconds. */
async function askAt(
  { configPath, env }: Caching,
  seconds: number,
): Promise<{ readonly password: string; readonly keptMs: number }> {
  const offset = `${seconds < 0 ? "" : "+"}${seconds}s`;
  const { code, stdout, stderr } = await execute("faketime", [
    "-f",
    offset,
    WRITABLE_PROGRAM,
    `--config=${configPath}`,
  ], {
    stdin: request(IMAGE),
    env: { ...env, PATH: Deno.env.get("PATH") ?? "" },
  });
  assertEquals([code, stderr], [0, ""]);
  const { auth, cacheDuration } = JSON.parse(stdout);
  const [{ password }] = Object.values(auth) as [{ password: string }];
  return { password, keptMs: parseGoDuration(cacheDuration) ?? NaN };
}

Deno.test({
  name:
    `cache: under a clock that jumps ${JUMPS} times by up to 12 h no token is answered after its end${
      CAN_JUMP ? "" : " (needs faketime)"
    }`,
  ignore: !CAN_JUMP,
  fn: async () => {
    let expired = 0;
    let cached = 0;
    const jump = async (
      caching: Caching,
      { lifeMs, pauseMs, jumpS, isCached }: typeof TURNS[number],
    ) => {
      const { ask, backend, cache } = caching;
      await Deno.remove(cache, { recursive: true }).catch(() => {});
      backend.behaviour.lifeMs = lifeMs();
      await ask();
      const first = backend.last();
      await new Promise((resolve) => setTimeout(resolve, pauseMs()));
      const seconds = jumpS();
      // One that was fetched under the wrong clock lives longer than its answer.
      backend.behaviour.lifeMs = 24 * HOUR_MS;
      const before = Date.now();
      const { password, keptMs } = await askAt(caching, seconds);
      const expiresAt = backend.given.get(password);
      assert(expiresAt !== undefined, `the backend never gave "${password}"`);
      assert(expiresAt > before, `expired ${before - expiresAt} ms before`);
      assert(keptMs <= 600_000, `kept for ${keptMs} ms`);
      const wasCached = password === first;
      assertEquals(wasCached, isCached ?? wasCached, `moved by ${seconds} s`);
      if (!wasCached) return void expired++;
      cached++;
      assert(before + keptMs <= expiresAt, `kept beyond its end: ${keptMs} ms`);
    };
    await Promise.all(
      Array.from({ length: WORKERS }, () =>
        withCaching(async (caching) => {
          for (let round = 0; round < ROUNDS; round++) {
            for (const turn of TURNS) await jump(caching, turn);
          }
        })),
    );
    await note(
      "clock moved by up to 12 h in either direction: never a token after its own end",
      `${
        cached + expired
      } jumps, after ${cached} of them the cache answered: 0 expired tokens`,
    );
  },
});
