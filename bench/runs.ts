/**
 * Measured runs of programs, taken in turns by `runs.pl`.
 *
 * A machine that others use is now faster and now slower, each of its processors
 * for itself. So every round runs every job once, in another order, a run is
 * compared only with the others of its round, and what counts is the median of
 * these ratios.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";

/** What is run. */
export interface Job {
  readonly name: string;
  /** Program and arguments; before it NAME=VALUE for more variables. No tabs. */
  readonly command: readonly string[];
  /** File for standard input; `{}` stands for the number of a process. */
  readonly stdin: string;
  /** File for standard output; /dev/null by default. `{}` as in `stdin`. */
  readonly stdout?: string;
  /** How many at once; 1 by default. */
  readonly count?: number;
  /** The exit code that is right; 0 by default. */
  readonly code?: number;
}

/** What one run took: of all its processes together, but for the peak. */
export interface Run {
  readonly wallMs: number;
  /** Of the process that took longest. */
  readonly longestMs: number;
  readonly cpuMs: number;
  /** Of the process that had most. */
  readonly peakMiB: number;
  /** Minor and major ones. */
  readonly pageFaults: number;
}

/** The runs of each job by its name, in the order of the rounds. */
export type Runs = ReadonlyMap<string, readonly Run[]>;

/**
 * Measures jobs.
 *
 * @param rounds How often each job is measured. `warmUp` more are thrown away.
 * @param env The whole environment of every run.
 * @throws {Error} Where a run ends with another exit code than the job's.
 */
export async function measure(
  jobs: readonly Job[],
  { rounds, env, warmUp = 1 }: {
    readonly rounds: number;
    readonly env: Readonly<Record<string, string>>;
    readonly warmUp?: number;
  },
): Promise<Runs> {
  const file = await Deno.makeTempFile({ prefix: "bench-", suffix: ".tsv" });
  try {
    const lines = jobs.map((job) => `${fieldsOf(job).join("\t")}\n`);
    await Deno.writeTextFile(file, lines.join(""));
    const { success, stdout } = await new Deno.Command("perl", {
      args: [`${PROJECT}/bench/runs.pl`, `${rounds + warmUp}`, file],
      env,
      clearEnv: true,
      stderr: "inherit",
    }).output();
    if (!success) throw new Error("a run failed");
    return new Map(
      [...read(new TextDecoder().decode(stdout))]
        .map(([name, runs]) => [name, runs.slice(warmUp)]),
    );
  } finally {
    await Deno.remove(file);
  }
}

function fieldsOf(job: Job): readonly (string | number)[] {
  const { name, count = 1, code = 0, stdin, stdout = "/dev/null" } = job;
  return [name, count, code, stdin, stdout, ...job.command];
}

function read(text: string): Map<string, Run[]> {
  const runs = new Map<string, Run[]>();
  for (const line of text.trimEnd().split("\n")) {
    const [name = "", ...counts] = line.split("\t");
    const [wall, user, system, peak, minor, major, longest] = counts
      .map(Number) as [number, number, number, number, number, number, number];
    const run = {
      wallMs: wall / 1e3,
      longestMs: longest / 1e3,
      cpuMs: (user + system) / 1e3,
      peakMiB: peak / 1024,
      pageFaults: minor + major,
    };
    runs.set(name, [...runs.get(name) ?? [], run]);
  }
  return runs;
}
