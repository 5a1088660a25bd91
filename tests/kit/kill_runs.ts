/**
 * Kills the program at random points while it asks and writes, and looks at
 * every answer that comes afterwards.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { request } from "./program.ts";
import { WRITABLE_PROGRAM } from "./writable_program.ts";
import { namesIn } from "./temporary_folder.ts";
import {
  assertNoOpenSecret,
  type Caching,
  IMAGE,
  passwordOf,
} from "./caching.ts";

/** What happened. */
export interface KillReport {
  /** Runs killed after the backend had been asked. */
  readonly kills: number;
  /** Of these, how many left the entry as it was before, */
  readonly beforeWriting: number;
  /** how many left a file that was not renamed yet, */
  readonly whileWriting: number;
  /** and how many left the new entry. */
  readonly afterWriting: number;
  /** Runs killed before they asked, and runs that were quicker than the kill. */
  readonly earlier: number;
  readonly later: number;
  /** Answers that were looked at. */
  readonly answers: number;
}

/** How far a run that was killed had come. */
type Moment = "beforeWriting" | "whileWriting" | "afterWriting";

/** What to do, and how often. */
export interface KillPlan {
  readonly kills: number;
  /** Leaves the folder as the next run is to find it. */
  readonly prepare: (caching: Caching) => Promise<void>;
  /** Moments that are to be hit at least once, however many kills that takes. */
  readonly moments?: readonly Moment[];
}

/** What has happened until now. */
export type Counts = { -readonly [key in keyof KillReport]: number };

/** Nothing yet. */
export const newCounts = (): Counts => ({
  kills: 0,
  beforeWriting: 0,
  whileWriting: 0,
  afterWriting: 0,
  earlier: 0,
  later: 0,
  answers: 0,
});

/**
 * Kills as many runs as are wanted after their question to the backend.
 *
 * @param counts Those of others who do the same, with caches of their own: what
 * they have done counts.
 * @throws {AssertionError} At the first wrong answer, and at anything in the
 * folder that does not belong there.
 */
export async function killRuns(
  caching: Caching,
  { kills, prepare, moments = [] }: KillPlan,
  counts: Counts = newCounts(),
): Promise<KillReport> {
  const isEnough = () =>
    counts.kills >= kills && moments.every((moment) => counts[moment] > 0);
  const most = 5 * kills + (moments.length > 0 ? 3_000 : 100);
  const aim = { windowMs: 20, writingMs: 20 };
  for (let round = 0; !isEnough(); round++) {
    assert(round < most, `too few kills: ${JSON.stringify(counts)}`);
    // Tokens that end soon, so that expired ones lie in the cache as well.
    caching.backend.behaviour.lifeMs = 100 + Math.random() * 2_000;
    await prepare(caching);
    await killOne(caching, aim, round, counts);
    await assertRightAnswer(caching, counts);
    await assertTidy(caching);
  }
  return counts;
}

/** When to kill a run, in milliseconds after its question; it learns from each. */
interface Aim {
  /** Of random kills in this time, three in four come before the end of the run. */
  windowMs: number;
  /** Half of the entries are written by then. */
  writingMs: number;
}

/** Starts a run, kills it, and counts when that was. */
async function killOne(
  caching: Caching,
  aim: Aim,
  round: number,
  counts: Counts,
): Promise<void> {
  const { backend, cache } = caching;
  const run = start(caching);
  let isAsked = false;
  let bystander: Promise<void> | undefined;
  const asked = new Promise<void>((resolve) => {
    backend.behaviour.beforeAnswer = () => {
      isAsked = true;
      resolve();
      return Promise.resolve();
    };
  });
  // Every tenth anywhere in its life, the others after the question.
  const isAnywhere = round % 10 === 9;
  if (!isAnywhere) await Promise.race([asked, run.ended]);
  backend.behaviour.beforeAnswer = isAnywhere
    ? backend.behaviour.beforeAnswer
    : undefined;
  // Every fourth has somebody who waits for it.
  if (!isAnywhere && round % 4 === 0) {
    bystander = assertRightAnswer(caching, counts);
  }
  // Every second at the moment of writing, as near as is known; the others into all
  // of the time from the question to the end, however quick the machine is.
  const isAimed = round % 2 === 1;
  await pause(
    isAnywhere
      ? Math.random() * 100
      : isAimed
      ? (0.8 + 0.4 * Math.random()) * aim.writingMs
      : Math.random() * aim.windowMs,
  );
  const isKilled = await run.kill();
  backend.behaviour.beforeAnswer = undefined;
  const moment = await momentOf(caching, cache);
  if (!isKilled) counts.later++;
  else if (!isAsked) counts.earlier++;
  else {
    counts.kills++;
    if (bystander === undefined) counts[moment]++;
  }
  if (isAimed && !isAnywhere) {
    aim.writingMs *= isKilled && moment === "beforeWriting" ? 1.1 : 0.9;
  } else if (!isAnywhere) aim.windowMs *= isKilled ? 1.05 : 0.85;
  await bystander;
}

/** How far the run that asked last has come. */
async function momentOf(
  { backend }: Caching,
  cache: string,
): Promise<Moment> {
  const names = await namesIn(cache).catch(() => []);
  const fresh = names.find((name) => name.endsWith(".new"));
  // A link there was planted; the program removes it and makes a file.
  if (fresh !== undefined && (await Deno.lstat(`${cache}/${fresh}`)).isFile) {
    return "whileWriting";
  }
  const entry = names.find((name) => name.endsWith(".json"));
  const text = entry === undefined
    ? ""
    : await Deno.readTextFile(`${cache}/${entry}`).catch(() => "");
  const last = backend.last();
  return last !== "" && text.includes(last) ? "afterWriting" : "beforeWriting";
}

/** A token that the backend has given out, and that had not expired when it was asked for. */
async function assertRightAnswer(
  { ask, backend }: Caching,
  counts: Counts,
): Promise<void> {
  const before = Date.now();
  const password = passwordOf(await ask());
  const expiresAt = backend.given.get(password);
  assert(expiresAt !== undefined, `the backend never gave out "${password}"`);
  assert(expiresAt > before, `expired ${before - expiresAt} ms before`);
  counts.answers++;
}

/** At most one entry, one beginning of an entry and one lock, none of them open. */
async function assertTidy({ cache }: Caching): Promise<void> {
  const names = await namesIn(cache).catch(() => []);
  const kinds = names.filter((name) => name !== "filler")
    .map((name) => name.replace(/^[0-9a-f]{16}/, "NAME"));
  assertEquals(new Set(kinds).size, kinds.length, names.join());
  for (const kind of kinds) {
    assert(["NAME.json", "NAME.json.new", "NAME.lock"].includes(kind), kind);
  }
  if (names.length > 0) await assertNoOpenSecret(cache);
}

function start({ configPath, env }: Caching): {
  readonly ended: Promise<unknown>;
  readonly kill: () => Promise<boolean>;
} {
  const child = new Deno.Command(WRITABLE_PROGRAM, {
    args: [`--config=${configPath}`],
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const fed = writer.write(new TextEncoder().encode(request(IMAGE)))
    .then(() => writer.close()).catch(() => {});
  return {
    ended: child.status,
    kill: async () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await fed;
      return (await child.status).signal === "SIGKILL";
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
