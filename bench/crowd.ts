/**
 * Many processes at once, each asked for another image of one ECR registry.
 * @module
 */
import type { EcrBackend } from "../tests/kit/ecr_backend.ts";
import { request } from "../tests/kit/program.ts";
import { ECR, ecrConfig, ENVIRONMENT, passwordFor } from "./asking.ts";
import { compare, type Comparison } from "./comparison.ts";
import { FLOOR, PROGRAM } from "./programs.ts";
import { measure, type Run } from "./runs.ts";

/** How many at once. */
const CROWDS = [1, 10, 110] as const;

/** What the backend waits before it fails. */
export const FAILURE_DELAY_MS = 200;

/** What a crowd took, against as many empty programs. */
export interface Crowd {
  readonly processes: number;
  readonly floorMs: number;
  /** With an empty cache. */
  readonly empty: Comparison;
  /** With a cache that holds the answer. */
  readonly filled: Comparison;
  /** With an empty cache and a backend that fails. */
  readonly failing: Comparison;
  /** Most calls of the backend in a round that began with an empty cache. */
  readonly calls: number;
  /** Most calls of it in a round in which it failed. */
  readonly failingCalls: number;
  /** What the slowest process took in any round in which it failed. */
  readonly failingLongestMs: number;
  /** Fewest right answers in a round. */
  readonly right: number;
}

/** Measures every crowd. */
export async function measureCrowds(
  folder: string,
  backend: EcrBackend,
  rounds: number,
): Promise<readonly Crowd[]> {
  const cache = `${folder}/crowd-cache`;
  const path = `${folder}/crowd.yaml`;
  await Deno.writeTextFile(path, ecrConfig(backend, cache), { mode: 0o600 });
  for (const at of Array(Math.max(...CROWDS)).keys()) {
    const text = request(`${ECR}/team/app-${at}`);
    await Deno.writeTextFile(`${folder}/crowd-${at}.json`, text);
  }
  const command = [PROGRAM, `--config=${path}`];
  const crowds: Crowd[] = [];
  for (const processes of CROWDS) {
    const runs: Record<"floor" | "empty" | "filled" | "failing", Run[]> = {
      floor: [],
      empty: [],
      filled: [],
      failing: [],
    };
    const calls: number[] = [];
    const failingCalls: number[] = [];
    const right: number[] = [];
    /** Runs the crowd once, and tells how often it called the backend. */
    const once = async (
      name: keyof typeof runs,
      more: { command: readonly string[]; code?: number },
    ) => {
      const before = backend.calls();
      const stdin = `${folder}/crowd-{}.json`;
      const stdout = `${folder}/crowd-{}.out`;
      const job = { name, count: processes, stdin, stdout, ...more };
      const options = { rounds: 1, warmUp: 0, env: ENVIRONMENT };
      const measured = await measure([job], options);
      runs[name].push(...measured.get(name) ?? []);
      return backend.calls() - before;
    };
    for (let round = 0; round < rounds; round++) {
      await once("floor", { command: [FLOOR] });
      await emptied(cache);
      calls.push(await once("empty", { command }));
      right.push(await rightAnswers(folder, processes, backend));
      await once("filled", { command });
      right.push(await rightAnswers(folder, processes, backend));
      await emptied(cache);
      backend.behaviour.error = "AccessDeniedException";
      backend.behaviour.delayMs = FAILURE_DELAY_MS;
      failingCalls.push(await once("failing", { command, code: 1 }));
      backend.behaviour.error = undefined;
      backend.behaviour.delayMs = 0;
    }
    const map = new Map(Object.entries(runs));
    crowds.push({
      processes,
      floorMs: compare(map, "floor", "floor").wallMs,
      empty: compare(map, "empty", "floor"),
      filled: compare(map, "filled", "floor"),
      failing: compare(map, "failing", "floor"),
      calls: Math.max(...calls),
      failingCalls: Math.max(...failingCalls),
      failingLongestMs: Math.max(
        ...runs.failing.map(({ longestMs }) => longestMs),
      ),
      right: Math.min(...right),
    });
  }
  return crowds;
}

async function emptied(cache: string): Promise<void> {
  await Deno.remove(cache, { recursive: true }).catch(() => {});
}

async function rightAnswers(
  folder: string,
  count: number,
  backend: EcrBackend,
): Promise<number> {
  const outputs = await Promise.all(
    Array.from(
      { length: count },
      (_, at) => Deno.readTextFile(`${folder}/crowd-${at}.out`),
    ),
  );
  return outputs.filter((output) => passwordFor(ECR, output) === backend.last())
    .length;
}
