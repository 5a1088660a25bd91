/**
 * Where and with what was measured.
 * @module
 */
import { PROGRAM } from "./programs.ts";

/** Facts that a number is worth little without. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly kernel: string;
  readonly memoryGiB: number;
  readonly deno: string;
  /** What `--version` says: commit, target, Deno, base. */
  readonly program: string;
  /** UTC. */
  readonly date: string;
}

/** Asks the machine. */
export async function machine(): Promise<Machine> {
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo");
  const [, processor] = /^model name\s*:\s*(.+)$/m.exec(cpuinfo) ?? [];
  return {
    processor: processor ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    kernel: `Linux ${Deno.osRelease()}`,
    memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    deno: Deno.version.deno,
    program: await versionOf(PROGRAM),
    date: new Date().toISOString().replace(/\.\d+/, ""),
  };
}

/** What a program says to `--version`. */
export async function versionOf(program: string): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args: ["--version"] })
    .output();
  return new TextDecoder().decode(stdout).trim();
}

/** One paragraph of Markdown. */
export function describe(it: Machine): string {
  return `${it.date}, ${it.program}; ${it.processor}, ` +
    `${it.cores} cores, ${it.memoryGiB} GiB of memory, ${it.kernel}.`;
}
