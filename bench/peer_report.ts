/**
 * This program beside others, as Markdown.
 * @module
 */
import { describe, type Machine } from "./machine.ts";
import type { PeerProgram } from "./peer_programs.ts";
import { type PeerFigure, peerSummary } from "./peer_summary.ts";
import { ratio, table } from "./table.ts";

/** Everything that was measured. */
export interface PeerResults {
  readonly machine: Machine;
  readonly rounds: number;
  readonly delays: readonly number[];
  readonly versions: readonly PeerProgram[];
  /** Bytes of each program. */
  readonly sizes: Readonly<Record<string, number>>;
  /** What could not be built, and why. */
  readonly skipped: readonly string[];
  readonly figures: readonly PeerFigure[];
}

/** A page of Markdown. */
export function peerReport(results: PeerResults): string {
  const { figures, delays, machine, rounds, skipped, versions } = results;
  const groups = Object.entries(Object.groupBy(figures, ({ task }) => task));
  const sections = groups.map(([task, of = []]) =>
    `## ${task}\n\n${tableOf(of, results)}\n`
  );
  const missing = skipped.map((line) => `- ${line}\n`).join("");
  const built = versions.map(({ main, version }) => `\`${main}@${version}\``);
  return `# Beside other programs

\`make bench-peers\` wrote this: ${rounds} rounds. ${describe(machine)}

Every program got the same request, and the same endpoint on the loopback, which
waited ${
    delays.join(", ")
  } ms before it answered. Each round ran each program once,
in another order. Times are medians of the wall time in milliseconds, from fork
to exit; in brackets the median of the ratios to this program in each round, with
their quartiles. The others are built by Go without debug information:
${built.join(", ")}.

${peerSummary(figures, delays)}

${sections.join("\n")}${
    missing === "" ? "" : `\n## Not measured\n\n${missing}`
  }`;
}

function tableOf(
  figures: readonly PeerFigure[],
  { delays, sizes }: PeerResults,
): string {
  const programs = [...new Set(figures.map(({ program }) => program))];
  const rows = programs.map((program) => {
    const own = figures.filter((it) => it.program === program);
    const peak = Math.max(...own.map(({ peakMiB }) => peakMiB));
    return [
      program,
      ...own.map((it) => `${it.wallMs.toFixed(1)} [${ratio(it)}]`),
      (own[0]?.cpuMs ?? NaN).toFixed(1),
      peak.toFixed(1),
      ((sizes[program] ?? NaN) / 1e6).toFixed(1),
    ];
  });
  const waits = delays.map((delay) => `${delay} ms`);
  return table(["program", ...waits, "CPU, ms", "peak, MiB", "size, MB"], rows);
}
