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

/** Each with a token of its own, and in several worlds at once. */
const JUMPS = Math.ceil(rounds(40) / 4);
const WORKERS = 4;

const LONGEST_JUMP_S = 12 * 3_600;

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
    const jump = (caching: Caching) => async () => {
      const { ask, backend, cache } = caching;
      await Deno.remove(cache, { recursive: true }).catch(() => {});
      // Some end before the clock jumps, some after it.
      const lifeMs = Math.random() < 0.5
        ? 100 + Math.random() * 3_000
        : 12 * 3_600_000;
      backend.behaviour.lifeMs = lifeMs;
      await ask();
      const first = backend.last();
      await new Promise((resolve) =>
        setTimeout(resolve, Math.random() * 3_000)
      );
      const seconds = Math.round((2 * Math.random() - 1) * LONGEST_JUMP_S);
      // One that was fetched under the wrong clock lives longer than its answer.
      backend.behaviour.lifeMs = 24 * 3_600_000;
      const before = Date.now();
      const { password, keptMs } = await askAt(caching, seconds);
      const expiresAt = backend.given.get(password);
      assert(expiresAt !== undefined, `the backend never gave "${password}"`);
      assert(expiresAt > before, `expired ${before - expiresAt} ms before`);
      assert(keptMs <= 600_000, `kept for ${keptMs} ms`);
      if (password !== first) return void expired++;
      cached++;
      assert(before + keptMs <= expiresAt, `kept beyond its end: ${keptMs} ms`);
    };
    await Promise.all(
      Array.from({ length: WORKERS }, () =>
        withCaching(async (caching) => {
          const one = jump(caching);
          for (let at = 0; at < Math.ceil(JUMPS / WORKERS); at++) await one();
        })),
    );
    assert(cached > 0 && expired > 0, `${cached} cached, ${expired} expired`);
    await note(
      "clock moved by up to 12 h in either direction: never a token after its own end",
      `${
        cached + expired
      } jumps, after ${cached} of them the cache answered: 0 expired tokens`,
    );
  },
});
