/**
 * Many processes at once, each asked for another image of one ECR registry.
 * @module
 */
import type { EcrBackend } from "../tests/binary/ecr_backend.ts";
import { request } from "../tests/program.ts";
import { ECR, ecrConfig, ENVIRONMENT, passwordFor } from "./asking.ts";
import { compare, type Comparison } from "./comparison.ts";
import { FLOOR, PROGRAM } from "./programs.ts";
import { measure, type Run } from "./runs.ts";

/** How many at once. */
export const CROWDS = [1, 10, 110] as const;

/** What a crowd took, against as many empty programs. */
export interface Crowd {
  readonly processes: number;
  readonly floorMs: number;
  /** With an empty cache. */
  readonly empty: Comparison;
  /** With a cache that holds the answer. */
  readonly filled: Comparison;
  /** Most calls of the backend in a round that began with an empty cache. */
  readonly calls: number;
  /** Fewest right answers in such a round. */
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
  const files = {
    stdin: `${folder}/crowd-{}.json`,
    stdout: `${folder}/crowd-{}.out`,
  };
  const crowds: Crowd[] = [];
  for (const count of CROWDS) {
    const once = async (name: string, command: readonly string[]) => {
      const jobs = [{ name, command, count, ...files }];
      const options = { rounds: 1, warmUp: 0, env: ENVIRONMENT };
      return (await measure(jobs, options)).get(name) ?? [];
    };
    const runs: Record<"floor" | "empty" | "filled", Run[]> = {
      floor: [],
      empty: [],
      filled: [],
    };
    const calls: number[] = [];
    const right: number[] = [];
    for (let round = 0; round < rounds; round++) {
      runs.floor.push(...await once("floor", [FLOOR]));
      await Deno.remove(cache, { recursive: true }).catch(() => {});
      const before = backend.calls();
      runs.empty.push(...await once("empty", [PROGRAM, `--config=${path}`]));
      calls.push(backend.calls() - before);
      right.push(await rightAnswers(folder, count, backend));
      runs.filled.push(...await once("filled", [PROGRAM, `--config=${path}`]));
      right.push(await rightAnswers(folder, count, backend));
    }
    const map = new Map(Object.entries(runs));
    crowds.push({
      processes: count,
      floorMs: compare(map, "floor", "floor").wallMs,
      empty: compare(map, "empty", "floor"),
      filled: compare(map, "filled", "floor"),
      calls: Math.max(...calls),
      right: Math.min(...right),
    });
  }
  return crowds;
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
