/**
 * Figures as Markdown.
 * @module
 */
import { baselineSection } from "./baseline_report.ts";
import { crowdSection } from "./crowd_report.ts";
import { type Figures, type Goal, isReached } from "./goals.ts";
import { describe, type Machine } from "./machine.ts";
import type { Measured } from "./measured.ts";
import { digits, ratio, table } from "./table.ts";

const METHOD = `Every round ran each program once, in another order. Times and
sizes are medians; a ratio is the median of the ratios in each round, with the
quartiles in brackets, since a machine is not equally fast all the time. The
floor is an empty program, compiled by the same Deno onto the same base. Peak
memory is what the kernel counts (\`ru_maxrss\`). Instructions are those of a whole
run in user mode, counted by Valgrind, where it is installed; they repeat to
0.1 million.`;

/** Everything that was measured. */
export interface Results extends Figures {
  readonly machine: Machine;
  readonly rounds: number;
  readonly goals: readonly Goal[];
}

/** A page of Markdown. */
export function report(results: Results): string {
  const { cases, scale, crowds, sizes, goals, baseline } = results;
  const base = cases[0]?.own.instructions;
  const counted = base === undefined
    ? ""
    : ` and ${millions(base)} million instructions`;
  return `# Measured

\`make bench\` wrote this: ${results.rounds} rounds. ${
    describe(results.machine)
  }

${METHOD}

## Goals

${goalTable(goals)}

## Answers

${answerTable(cases)}

The program has ${megabytes(sizes.program)} MB, the floor ${
    megabytes(sizes.floor)
  } MB${counted}.
${
    baseline === undefined
      ? ""
      : `\n${baselineSection(baseline, cases, scale)}\n`
  }
## Registries with three patterns each

${scaleTable(scale)}

${crowdSection(crowds)}
`;
}

function goalTable(goals: readonly Goal[]): string {
  return table(
    ["what", "goal", "measured", "", "reached"],
    goals.map((it) => {
      const reached = isReached(it);
      return [
        it.what,
        `${it.isExact ? "" : "≤ "}${it.goal}`,
        digits(it.measured, Number.isInteger(it.measured) ? 0 : 2),
        it.unit,
        reached === undefined ? "not measured" : reached ? "yes" : "**no**",
      ];
    }),
  );
}

function answerTable(cases: readonly Measured[]): string {
  return table(
    [
      "case",
      "instructions, M",
      "× floor",
      "wall, ms",
      "× floor",
      "CPU, ms",
      "CPU × floor",
      "peak, MiB",
      "over floor, MiB",
      "page faults",
    ],
    cases.map(({ name, own }) => [
      name,
      millions(own.instructions),
      digits(own.instructionsRatio, 2),
      own.wallMs.toFixed(1),
      ratio(own),
      own.cpuMs.toFixed(1),
      own.cpuRatio.toFixed(2),
      own.peakMiB.toFixed(1),
      own.overMiB.toFixed(1),
      own.pageFaults.toFixed(0),
    ]),
  );
}

function scaleTable(scale: readonly Measured[]): string {
  return table(
    [
      "registries",
      "instructions, M",
      "× 1 registry",
      "wall, ms",
      "× 1 registry",
      "over it, MiB",
    ],
    scale.map(({ name, own }) => [
      Number(name).toLocaleString("en"),
      millions(own.instructions),
      digits(own.instructionsRatio, 2),
      own.wallMs.toFixed(1),
      ratio(own),
      own.overMiB.toFixed(1),
    ]),
  );
}

function millions(count: number | undefined): string {
  return digits(count === undefined ? count : count / 1e6, 1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
