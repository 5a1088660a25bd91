/**
 * The charts of docs/performance.md, from figures that were kept.
 * @module
 */
import { type Bar, barChart, type Group } from "./bar_chart.ts";
import type { Crowd } from "./crowd.ts";
import type { Measured } from "./measured.ts";
import { OWN } from "./peer_cases.ts";
import type { PeerResults } from "./peer_report.ts";
import { EMPTY } from "./peer_summary.ts";
import type { Results } from "./report.ts";

/** The charts by the names of their files. */
export function charts(
  results: Pick<Results, "cases" | "crowds">,
  peers: Pick<PeerResults, "figures">,
): { readonly [file: string]: string } {
  return {
    "answers.svg": barChart({
      title: "Instructions of a whole run, by provider",
      unit: "M",
      digits: 0,
      groups: [{ heading: "", bars: results.cases.flatMap(counted) }],
    }),
    "peers.svg": barChart({
      title: "Time of a whole run, beside other programs",
      unit: "ms",
      digits: 0,
      groups: peerGroups(peers),
    }),
    "crowd.svg": barChart({
      title: "Images of one ECR registry asked at once, until all are answered",
      unit: "ms",
      digits: 0,
      groups: results.crowds.map(crowdGroup),
    }),
  };
}

function counted({ name, own }: Measured): readonly Bar[] {
  const { instructions } = own;
  return instructions === undefined ? [] : [{
    label: name === "floor" ? "empty program" : name,
    value: instructions / 1e6,
    kind: name === "floor" ? "floor" : "own",
  }];
}

function peerGroups({ figures }: Pick<PeerResults, "figures">): Group[] {
  // A backend that answers at once shows what the programs take themselves.
  const atOnce = figures.filter(({ delayMs }) => delayMs === 0);
  return Object.entries(Object.groupBy(atOnce, ({ task }) => task)).map(
    ([task, of = []]) => ({
      heading: task,
      bars: of.map(({ program, wallMs }) => ({
        label: program,
        value: wallMs,
        kind: program === OWN
          ? "own"
          : program === EMPTY.program
          ? "floor"
          : "peer",
      })),
    }),
  );
}

function crowdGroup(
  { processes, floorMs, empty, filled, calls }: Crowd,
): Group {
  const once = `${calls} ${calls === 1 ? "call" : "calls"}`;
  return {
    heading: `${processes} ${processes === 1 ? "image" : "images"}`,
    bars: [
      { label: "empty program", value: floorMs, kind: "floor" },
      { label: "token in the cache", value: filled.wallMs, kind: "own" },
      {
        label: `empty cache, ${once} to ECR`,
        value: empty.wallMs,
        kind: "own",
      },
    ],
  };
}
