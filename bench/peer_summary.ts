/**
 * What starting Deno costs, and what the cache saves, as Markdown.
 * @module
 */
import type { Comparison } from "./comparison.ts";
import { OWN } from "./peer_cases.ts";
import { digits, table } from "./table.ts";

/** One program at one task, compared with this program. */
export interface PeerFigure extends Comparison {
  readonly task: string;
  readonly program: string;
  /** What the endpoint waited. */
  readonly delayMs: number;
}

/** The empty program among the figures. */
export const EMPTY = {
  task: "an empty program",
  program: "deno compile",
} as const;

/** The kubelet's provider for ECR, which asks ECR on every run. */
const WITHOUT_CACHE = "ecr-credential-provider";

const MEANING = `An empty program by \`deno compile\` takes the first column: no
answer of this program is quicker. What the cache saves is the difference between
a fetched and a cached answer. \`${WITHOUT_CACHE}\` is a Go program that
keeps nothing, and asks ECR on every run; the last column is this program's cached
answer against that, below 1 where this program is quicker.`;

/** A section with a row for each latency of the endpoint. */
export function peerSummary(
  figures: readonly PeerFigure[],
  delays: readonly number[],
): string {
  const rows = delays.map((delay) => {
    const wall = (task: string, program: string) =>
      figures.find((it) =>
        it.delayMs === delay && it.task === task && it.program === program
      )?.wallMs;
    const start = wall(EMPTY.task, EMPTY.program);
    const fetched = wall("ECR, fetched", OWN);
    const cached = wall("ECR, cached", OWN);
    const other = wall("ECR, fetched", WITHOUT_CACHE);
    return [
      `${delay} ms`,
      digits(start, 1),
      digits(fetched, 1),
      digits(cached, 1),
      digits(fetched && cached && fetched - cached, 1),
      digits(other, 1),
      digits(cached && other && cached / other, 2),
    ];
  });
  const head = [
    "ECR waits",
    "starting Deno, ms",
    "fetched, ms",
    "cached, ms",
    "the cache saves, ms",
    `${WITHOUT_CACHE}, ms`,
    "cached × that",
  ];
  return `## What starting Deno costs, and what the cache saves

${MEANING}

${table(head, rows)}`;
}
