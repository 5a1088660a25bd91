/**
 * The kubelet that runs: which process it is, and what /proc says of it.
 *
 * Deno lets no program without all rights read the content of a file in /proc,
 * and this one has few (see `tools/compile.ts`). It finds the process by the
 * links that it may read, and is given the content from outside.
 * @module
 */
import type { Runtime } from "./runtime.ts";

/** Programs that are a kubelet, or have one inside. */
const PROGRAMS = ["kubelet", "k3s", "rke2", "kubelite", "hyperkube"];

/** A kubelet's two flags for credential providers. */
export const FLAGS = {
  config: "--image-credential-provider-config",
  folder: "--image-credential-provider-bin-dir",
} as const;

/** What /proc says of a kubelet. */
export interface KubeletProcess {
  /** Its command line, word by word. */
  readonly words: readonly string[];
  /** Its mounts, as in `mountinfo`; `undefined` where they were not given. */
  readonly mounts: string | undefined;
  /** Milliseconds since 1970; `undefined` where it was not given. */
  readonly startedAt: number | undefined;
}

/** The line that gives a process to `doctor`. */
export function doctorLine(pid: string): string {
  // The mounts last: they may be more than is read.
  return `cat /proc/${pid}/cmdline /proc/${pid}/stat /proc/stat /proc/${pid}/mountinfo | registry-credential-provider doctor --kubelet-process=-`;
}

/** The processes of this machine that are a kubelet, by their numbers. */
export async function findKubelets(
  runtime: Runtime,
): Promise<readonly string[]> {
  const names = await runtime.readFolder("/proc");
  if (typeof names === "string") return [];
  const pids = names.filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => {
    const link = await runtime.readLink(`/proc/${pid}/exe`);
    return "target" in link && isKubelet(link.target) ? [pid] : [];
  }));
  return found.flat().sort((a, b) => Number(a) - Number(b));
}

/** Tells whether a program is k3s or RKE2, which have folders of their own. */
export function isRancher({ words }: KubeletProcess): boolean {
  return ["k3s", "rke2"].includes(nameOf(words[0] ?? ""));
}

// After an upgrade the file of a process that runs on is "(deleted)".
function isKubelet(executable: string): boolean {
  return PROGRAMS.includes(nameOf(executable.replace(/ \(deleted\)$/, "")));
}

// k3s writes "k3s server" into its own first word.
function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/ .*$/, "");
}

/**
 * Reads what {@linkcode doctorLine} gives: the command line, whose words end in
 * a null byte each, and then lines of `mountinfo` and of both files `stat`, of
 * which each has a form of its own. All but the command line may be missing.
 *
 * @returns `undefined` where there is no command line.
 */
export function parseKubeletProcess(
  text: string,
): KubeletProcess | undefined {
  const end = text.lastIndexOf("\0");
  if (end <= 0) return undefined;
  const rest = text.slice(end + 1);
  const mounts = rest.match(/^\d+ \d+ \d+:\d+ .*$/gm);
  return {
    words: text.slice(0, end).split("\0"),
    mounts: mounts === null ? undefined : mounts.join("\n"),
    startedAt: startOf(rest),
  };
}

// proc_pid_stat(5): field 22 is the start in ticks since the machine booted, of
// which Linux shows 100 a second on every architecture this program is built for.
function startOf(text: string): number | undefined {
  const fields = /^\d+ \(.*\) (.*)$/m.exec(text)?.[1]?.split(" ");
  const bootedAt = /^btime (\d+)$/m.exec(text)?.[1];
  const ticks = fields?.[19];
  return ticks === undefined || bootedAt === undefined
    ? undefined
    : Number(bootedAt) * 1000 + Number(ticks) * 10;
}

/** The values that a flag has, in their order; the last one is in effect. */
export function valuesOf(
  words: readonly string[],
  flag: string,
): readonly string[] {
  return words.flatMap((word, at) => {
    if (word === flag) return [words[at + 1] ?? ""];
    return word.startsWith(`${flag}=`) ? [word.slice(flag.length + 1)] : [];
  });
}
