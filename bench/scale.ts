/**
 * Configs with many registries.
 * @module
 */
import { assertEquals } from "@std/assert";
import { config, request } from "../tests/program.ts";
import { answerOf, ENVIRONMENT, passwordFor } from "./asking.ts";
import { compare, type Comparison } from "./comparison.ts";
import { PROGRAM } from "./programs.ts";
import { type Job, measure } from "./runs.ts";

/** How many registries, each with three patterns. */
export const REGISTRIES = [1, 10, 100, 1_000, 10_000] as const;

/** A config of this size against one with a single registry. */
export interface Scale extends Comparison {
  readonly registries: number;
}

/** Measures an answer from the last registry of each config. */
export async function measureScale(
  folder: string,
  rounds: number,
): Promise<readonly Scale[]> {
  const jobs = await Promise.all(
    REGISTRIES.map((count) => prepare(folder, count)),
  );
  const runs = await measure(jobs, { rounds, env: ENVIRONMENT });
  return REGISTRIES.map((registries) => ({
    registries,
    ...compare(runs, `${registries}`, "1"),
  }));
}

async function prepare(folder: string, count: number): Promise<Job> {
  const rules = Array.from({ length: count }, (_, at) =>
    `- name: registry-${at}
  match: [r${at}.example.com, "*.r${at}.example.com", "r${at}.internal:5000/team"]
  static: { username: node, password: an-example-password-${at} }
`);
  const path = `${folder}/${count}.yaml`;
  await Deno.writeTextFile(path, config(rules.join("")), { mode: 0o600 });
  const last = count - 1;
  const stdin = `${folder}/${count}.json`;
  await Deno.writeTextFile(stdin, request(`r${last}.example.com/team/app`));
  const job = {
    name: `${count}`,
    command: [PROGRAM, `--config=${path}`],
    stdin,
  };
  assertEquals(
    passwordFor(`r${last}.example.com`, await answerOf(job)),
    `an-example-password-${last}`,
  );
  return job;
}
