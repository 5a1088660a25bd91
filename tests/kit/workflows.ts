/**
 * The workflows, and their steps run here as the runner would.
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseYaml } from "../../src/format/yaml.ts";
import { PROJECT } from "../../tools/paths.ts";
import { execute, type Result } from "./program.ts";

/** A step of a job. */
export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Record<string, string | boolean>;
  readonly run?: string;
  readonly env?: Record<string, string>;
  readonly "working-directory"?: string;
}

/** A job. */
export interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Record<string, string>;
  readonly "timeout-minutes": number;
  readonly env?: Record<string, string>;
  readonly strategy?: { readonly matrix: Record<string, readonly string[]> };
  readonly steps: readonly Step[];
}

/** What is used of a workflow. */
export interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly concurrency: { readonly group: string };
  readonly jobs: { readonly [name: string]: Job };
}

/** Reads one by its name without ending. */
export async function readWorkflow(name: string): Promise<Workflow> {
  const path = `${PROJECT}/.github/workflows/${name}.yml`;
  return await parseYaml(await Deno.readTextFile(path)) as Workflow;
}

/**
 * Runs a step as GitHub does without `shell`: by `bash -e`, with the step's own
 * text untouched.
 *
 * @throws {Error} When the step runs nothing.
 */
export function runStep(
  step: Step | undefined,
  { cwd, env = {} }: {
    readonly cwd: string;
    readonly env?: Record<string, string>;
  },
): Promise<Result> {
  if (step?.run === undefined) throw new Error("this step runs nothing");
  const folder = step["working-directory"];
  return execute("/bin/bash", ["-e", "-c", step.run], {
    cwd: folder === undefined ? cwd : `${cwd}/${folder}`,
    env: { PATH: Deno.env.get("PATH") ?? "", ...env },
  });
}

/** Those steps of a job that use an action. */
export function uses(action: string, job: Job): readonly Step[] {
  return job.steps.filter((step) => step.uses?.startsWith(`${action}@`));
}

/** The one step of a job with this command. */
export function stepOf(job: Job, command: string): Step {
  const found = job.steps.filter(({ run = "" }) => run.includes(command));
  assertEquals(found.length, 1, `${command} in one step`);
  return found[0] ?? {};
}
