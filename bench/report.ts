/**
 * Figures as Markdown.
 * @module
 */
import type { Figures, Goal } from "./goals.ts";
import { describe, type Machine } from "./machine.ts";
import { ratio, table } from "./table.ts";

const METHOD = `Every round ran each program once, in another order. Times and
sizes are medians; a ratio is the median of the ratios in each round, with the
quartiles in brackets, since a machine is not equally fast all the time. The
floor is an empty program, compiled by the same Deno onto the same base. Peak
memory is what the kernel counts (\`ru_maxrss\`). Instructions are counted by
Valgrind, where it is installed.`;

/** Everything that was measured. */
export interface Results extends Figures {
  readonly machine: Machine;
  readonly rounds: number;
  readonly goals: readonly Goal[];
}

/** A page of Markdown. */
export function report(results: Results): string {
  const { cases, scale, crowds, sizes, goals } = results;
  const base = cases[0]?.instructions;
  return `# Measured

\`make bench\` wrote this: ${results.rounds} rounds. ${
    describe(results.machine)
  }

${METHOD}

## Goals

${
    table(
      ["what", "goal", "measured", "", "reached"],
      goals.map((it) => [
        it.what,
        `${it.isExact ? "" : "≤ "}${it.goal}`,
        it.isExact ? `${it.measured}` : it.measured.toFixed(2),
        it.unit,
        it.isReached ? "yes" : "**no**",
      ]),
    )
  }

## Answers

${
    table(
      [
        "case",
        "wall, ms",
        "× floor",
        "CPU, ms",
        "CPU × floor",
        "peak, MiB",
        "over floor, MiB",
        "page faults",
        "instructions × floor",
      ],
      cases.map((it) => [
        it.name,
        it.wallMs.toFixed(1),
        ratio(it),
        it.cpuMs.toFixed(1),
        it.cpuRatio.toFixed(2),
        it.peakMiB.toFixed(1),
        it.overMiB.toFixed(1),
        it.pageFaults.toFixed(0),
        it.instructions === undefined || base === undefined
          ? "-"
          : (it.instructions / base).toFixed(3),
      ]),
    )
  }

The program has ${megabytes(sizes.program)} MB, the floor ${
    megabytes(sizes.floor)
  } MB${
    base === undefined
      ? ""
      : ` and ${(base / 1e6).toFixed(1)} million instructions`
  }.

## Registries with three patterns each

${
    table(
      ["registries", "wall, ms", "× 1 registry", "over it, MiB"],
      scale.map((it) => [
        it.registries.toLocaleString("en"),
        it.wallMs.toFixed(1),
        ratio(it),
        it.overMiB.toFixed(1),
      ]),
    )
  }

## Images of one ECR registry asked at once

${
    table(
      [
        "processes",
        "floor, ms",
        "empty cache, ms",
        "× floor",
        "filled cache, ms",
        "× floor",
        "calls to ECR",
        "right answers",
      ],
      crowds.map((it) => [
        `${it.processes}`,
        it.floorMs.toFixed(0),
        it.empty.wallMs.toFixed(0),
        ratio(it.empty),
        it.filled.wallMs.toFixed(0),
        ratio(it.filled),
        `${it.calls}`,
        `${it.right}`,
      ]),
    )
  }
`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
