/**
 * Configs with many registries.
 * @module
 */
import { assertEquals } from "@std/assert";
import { config, request } from "../tests/kit/program.ts";
import { answerOf, passwordFor } from "./asking.ts";
import type { Job } from "./runs.ts";

/** How many registries, each with three patterns. */
const REGISTRIES = [1, 10, 100, 1_000] as const;

/** Writes the configs, and checks an answer from the last registry of each. */
export async function prepareScale(
  folder: string,
  program: string,
): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (const count of REGISTRIES) {
    jobs.push(await prepare(folder, program, count));
  }
  return jobs;
}

async function prepare(
  folder: string,
  program: string,
  count: number,
): Promise<Job> {
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
    command: [program, `--config=${path}`],
    stdin,
  };
  assertEquals(
    passwordFor(`r${last}.example.com`, await answerOf(job)),
    `an-example-password-${last}`,
  );
  return job;
}
