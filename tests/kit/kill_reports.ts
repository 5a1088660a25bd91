/**
 * Kills the program after its answer, while it writes its audit and its metrics.
 * @module
 */
import { assert } from "@std/assert";
import { request } from "./program.ts";
import { SECRET_IMAGE } from "./auditing.ts";
import type { Counting } from "./counting.ts";
import { WRITABLE_PROGRAM } from "./writable_program.ts";

/** What became of the runs. */
export interface KillCounts {
  /** Killed after their answer was out, and before they had ended. */
  kills: number;
  /** Of these, how many had written nothing yet, */
  before: number;
  /** and how many had written. */
  after: number;
  /** Runs that were quicker than the kill. */
  later: number;
}

/** A run that is over. */
export interface Ended {
  readonly image: string;
  readonly isKilled: boolean;
  /** Whether it may have given up by itself, as on a machine that is too busy. */
  readonly isLate: boolean;
}

/** Less than a run waits for its disk after the answer (src/audit/in_time.ts). */
const LIMIT_MS = 1_200;

/**
 * Kills as many runs as are wanted, one after another.
 *
 * @param written Looks at the files, and tells whether the run has written there.
 * @throws {AssertionError} What `written` throws.
 */
export async function killReports(
  counting: Counting,
  kills: number,
  written: (run: Ended) => Promise<boolean>,
): Promise<KillCounts> {
  const counts: KillCounts = { kills: 0, before: 0, after: 0, later: 0 };
  let aimMs = 20;
  for (let round = 0; counts.kills < kills; round++) {
    assert(round < 5 * kills + 100, `too few kills: ${JSON.stringify(counts)}`);
    const image = `${SECRET_IMAGE}-${round}`;
    const afterMs = (0.5 + Math.random()) * aimMs;
    const { isKilled, isLate } = await killOne(counting, image, afterMs);
    const isWritten = await written({ image, isKilled, isLate });
    // So the kills fall around the moment of writing, however quick the machine is.
    aimMs *= isWritten ? 0.6 : 1.25;
    if (!isKilled) counts.later++;
    else {
      counts.kills++;
      counts[isWritten ? "after" : "before"]++;
    }
  }
  return counts;
}

async function killOne(
  { configPath, env }: Counting,
  image: string,
  afterMs: number,
): Promise<Pick<Ended, "isKilled" | "isLate">> {
  const child = new Deno.Command(WRITABLE_PROGRAM, {
    args: [`--config=${configPath}`],
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(request(image)));
  await writer.close();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  assert(!done, "there was no answer");
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
  const isLate = performance.now() - start > LIMIT_MS;
  await reader.cancel();
  return { isKilled: (await child.status).signal === "SIGKILL", isLate };
}

/** Kills in several worlds at once, and adds up what became of the runs. */
export async function inWorlds(
  kills: number,
  killSome: (kills: number) => Promise<KillCounts>,
): Promise<KillCounts> {
  const workers = Math.min(WORKERS, kills);
  const all = await Promise.all(
    Array.from({ length: workers }, () => killSome(Math.ceil(kills / workers))),
  );
  const sum = (key: keyof KillCounts) =>
    all.reduce((total, counts) => total + counts[key], 0);
  return {
    kills: sum("kills"),
    before: sum("before"),
    after: sum("after"),
    later: sum("later"),
  };
}

/** So many at once, each with folders of its own. */
const WORKERS = 4;
