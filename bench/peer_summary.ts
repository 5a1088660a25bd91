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

/** Docker's credential helper for ECR, which has a cache too. */
const WITH_CACHE = "docker-credential-ecr-login";

const MEANING =
  `An empty program by \`deno compile\` takes what the second column
says: no answer of this program is quicker. What the cache saves is the difference
between a fetched and a cached answer. Go programs start in a few milliseconds:
\`${WITHOUT_CACHE}\` keeps nothing and asks ECR on every run, and
\`${WITH_CACHE}\` is here with its cache filled. The last column is
this program's cached answer against the former, below 1 where it is quicker.`;

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
    const helper = wall("ECR, cached", WITH_CACHE);
    return [
      `${delay} ms`,
      digits(start, 1),
      digits(fetched, 1),
      digits(cached, 1),
      digits(fetched && cached && fetched - cached, 1),
      digits(other, 1),
      digits(helper, 1),
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
    `${WITH_CACHE}, cached, ms`,
    `cached × ${WITHOUT_CACHE}`,
  ];
  return `## What starting Deno costs, and what the cache saves

${MEANING}

${table(head, rows)}`;
}
