/**
 * What the measured figures have to reach.
 * @module
 */
import type { Baseline } from "./baseline.ts";
import type { Crowd } from "./crowd.ts";
import type { Measured } from "./measured.ts";

/** Goals of wall time are against this commit, on the Deno that it pins. */
const GOAL_BASELINE = "77e8298";

/** A figure beside its goal. */
export interface Goal {
  readonly what: string;
  readonly unit: string;
  /** The most that is allowed; the exact number where `isExact`. */
  readonly goal: number;
  readonly isExact: boolean;
  /** Missing where it could not be measured. */
  readonly measured: number | undefined;
}

/** Everything that goals are about. */
export interface Figures {
  readonly cases: readonly Measured[];
  /** A case's name is the number of registries. */
  readonly scale: readonly Measured[];
  readonly crowds: readonly Crowd[];
  /** Bytes. */
  readonly sizes: { readonly program: number; readonly floor: number };
  readonly baseline: Pick<Baseline, "commit" | "version"> | undefined;
}

/** Puts the figures beside the goals. */
export function goals(figures: Figures): readonly Goal[] {
  const { scale, sizes } = figures;
  const of = (name: string) => one(figures.cases, (it) => it.name === name);
  const crowd = (count: number) =>
    one(figures.crowds, ({ processes }) => processes === count);
  const failure = crowd(1).failing.wallMs;
  const rules = (count: string) => one(scale, ({ name }) => name === count);
  const most = (
    what: string,
    unit: string,
    goal: number,
    measured: number | undefined,
  ): Goal => ({ what, unit, goal, measured, isExact: false });
  const exactly = (what: string, unit: string, goal: number, is: number) => ({
    ...most(what, unit, goal, is),
    isExact: true,
  });
  const instructions = (name: string, goal: number) => {
    const { instructionsRatio } = of(name).own;
    return most(`${name}: instructions`, "× floor", goal, instructionsRatio);
  };
  const hasBaseline = figures.baseline?.commit.startsWith(GOAL_BASELINE);
  const wall = (name: string, goal: number) => {
    const ratio = hasBaseline ? of(name).beside?.wallRatio : undefined;
    return most(`${name}: wall time`, `× ${GOAL_BASELINE}`, goal, ratio);
  };
  const peak = (name: string, goal: number) => {
    const { overMiB } = of(name).own;
    return most(`${name}: peak memory`, "MiB over floor", goal, overMiB);
  };
  const many = (count: string, what: string, goal: number) => {
    const { wallRatio } = rules(count).own;
    return most(`${what}: wall time`, "× 1 registry", goal, wallRatio);
  };
  const sizeOver = (sizes.program - sizes.floor) / 1e6;
  const { calls, right, failingCalls, failingLongestMs } = crowd(110);
  const crowded = "110 images at once";
  return [
    instructions("static", 1.75),
    wall("static", 0.6),
    peak("static", 9),
    instructions("JWT minted", 2.6),
    wall("JWT minted", 0.7),
    instructions("ECR, cached", 2),
    wall("ECR, cached", 0.6),
    instructions("ECR, fetched", 5),
    wall("ECR, fetched", 0.85),
    peak("ECR, fetched", 14),
    instructions("exchange", 3.2),
    most("file size", "MB over floor", 2, sizeOver),
    many("100", "100 registries", 1.3),
    many("1000", "1,000 registries", 3),
    exactly(`${crowded}, empty cache`, "calls to ECR", 1, calls),
    exactly(`${crowded}, empty and filled cache`, "right answers", 110, right),
    most(`${crowded}, ECR fails`, "calls to ECR", 3, failingCalls),
    most(
      `${crowded}, ECR fails: longest wait over that for one image`,
      "s",
      5,
      (failingLongestMs - failure) / 1e3,
    ),
  ];
}

/** Whether a goal is reached; `undefined` where it was not measured. */
export function isReached(
  { goal, isExact, measured }: Goal,
): boolean | undefined {
  if (measured === undefined) return undefined;
  return isExact ? measured === goal : measured <= goal;
}

function one<T>(list: readonly T[], is: (it: T) => boolean): T {
  const found = list.find(is);
  if (found === undefined) throw new Error("a figure was not measured");
  return found;
}
