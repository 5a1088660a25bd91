/**
 * The kubelet that runs: which process it is, and what /proc says of it.
 *
 * Deno lets no program without all rights list /proc or read a file or a link in
 * it, and this one has few (see `tools/compile.ts`). The shell finds the process
 * and gives what /proc says of it.
 * @module
 */
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

/**
 * The line of shell that finds the kubelet and gives it to `doctor`.
 *
 * `comm` is the name under which a program was started (proc_pid_comm(5)), and
 * the oldest process counts: RKE2 starts the kubelet as a child. The mounts come
 * last, as they may be more than is read.
 */
export const DOCTOR_LINE =
  "for c in $(grep -slxE 'kubelet|kubelite|hyperkube|rke2|k3s(-server|-agent)?' /proc/[0-9]*/comm | sort -t/ -k3n | head -n 1); do cd ${c%comm} && cat cmdline stat ../stat mountinfo; done | registry-credential-provider doctor --kubelet-process=-";

/** Tells whether a program is k3s or RKE2, which have folders of their own. */
export function isRancher({ words }: KubeletProcess): boolean {
  return ["k3s", "rke2"].includes(nameOf(words[0] ?? ""));
}

// k3s writes "k3s server" into its own first word.
function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/ .*$/, "");
}

/**
 * Reads what {@linkcode DOCTOR_LINE} gives: the command line, whose words end in
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
