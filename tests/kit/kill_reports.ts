/**
 * Kills the program after its answer, while it writes its audit and its metrics.
 * @module
 */
import { assert } from "@std/assert";
import { request } from "./program.ts";
import { SECRET_IMAGE } from "./auditing.ts";
import { type Counting, withCounting } from "./counting.ts";
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
  /** Whether it may have given up by itself: its time for the disk may be over. */
  readonly isLate: boolean;
}

/** Less than a run waits for its disk (src/audit/in_time.ts). */
const LIMIT_MS = 1_200;

/** So many at once, each with folders of its own. */
const WORKERS = 4;

/**
 * Kills as many runs as are wanted, in several worlds at once, and goes on until
 * some were killed before they had written, and others had written.
 *
 * @param look Gives what looks at the files of a world, and tells whether the run
 * has written there.
 * @param where See {@linkcode withCounting}.
 * @throws {AssertionError} What it throws.
 */
export async function killReports(
  kills: number,
  look: (counting: Counting) => (run: Ended) => Promise<boolean>,
  where: { readonly audit?: string } = {},
): Promise<KillCounts> {
  const counts: KillCounts = { kills: 0, before: 0, after: 0, later: 0 };
  await Promise.all(
    Array.from(
      { length: WORKERS },
      () => withCounting((it) => killSome(it, kills, look(it), counts), where),
    ),
  );
  return counts;
}

async function killSome(
  counting: Counting,
  kills: number,
  written: (run: Ended) => Promise<boolean>,
  counts: KillCounts,
): Promise<void> {
  const isEnough = () =>
    counts.kills >= kills && counts.before > 0 &&
    counts.after + counts.later > 0;
  let aimMs = 20;
  for (let round = 0; !isEnough(); round++) {
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
}

async function killOne(
  { configPath, env }: Counting,
  image: string,
  afterMs: number,
): Promise<Pick<Ended, "isKilled" | "isLate">> {
  const start = performance.now();
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
