/**
 * What crowds took, as Markdown.
 * @module
 */
import { type Crowd, FAILURE_DELAY_MS } from "./crowd.ts";
import { ratio, table } from "./table.ts";

/** A section with a table of answers, and one of failures. */
export function crowdSection(crowds: readonly Crowd[]): string {
  const answers = table(
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
  );
  const failures = table(
    [
      "processes",
      "all, ms",
      "× floor",
      "longest process, ms",
      "calls to ECR",
    ],
    crowds.map((it) => [
      `${it.processes}`,
      it.failing.wallMs.toFixed(0),
      ratio(it.failing),
      it.failingLongestMs.toFixed(0),
      `${it.failingCalls}`,
    ]),
  );
  return `## Images of one ECR registry asked at once

${answers}

With an ECR that takes ${FAILURE_DELAY_MS} ms to refuse, and an empty cache:

${failures}`;
}
