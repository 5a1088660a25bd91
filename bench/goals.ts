/**
 * What the measured figures have to reach.
 * @module
 */
import type { Crowd } from "./crowd.ts";
import type { Measured } from "./measured.ts";
import type { Scale } from "./scale.ts";

/** A figure beside its goal. */
export interface Goal {
  readonly what: string;
  readonly unit: string;
  /** The most that is allowed; the exact number where `isExact`. */
  readonly goal: number;
  readonly isExact?: boolean;
  readonly measured: number;
  readonly isReached: boolean;
}

/** Everything that goals are about. */
export interface Figures {
  readonly cases: readonly Measured[];
  readonly scale: readonly Scale[];
  readonly crowds: readonly Crowd[];
  /** Bytes. */
  readonly sizes: { readonly program: number; readonly floor: number };
}

/** Compares the figures with the goals. */
export function goals({ cases, scale, crowds, sizes }: Figures): Goal[] {
  const of = (name: string) => one(cases, (it) => it.name === name);
  const thousand = one(scale, ({ registries }) => registries === 1_000);
  const crowd = one(crowds, ({ processes }) => processes === 110);
  const most = (
    what: string,
    unit: string,
    goal: number,
    measured: number,
  ) => ({
    what,
    unit,
    goal,
    measured,
    isReached: measured <= goal,
  });
  const exactly = (
    what: string,
    unit: string,
    goal: number,
    measured: number,
  ) => ({
    ...most(what, unit, goal, measured),
    isExact: true,
    isReached: measured === goal,
  });
  const fetched = of("ECR, fetched");
  const fixed = of("static");
  const sizeOver = (sizes.program - sizes.floor) / 1e6;
  return [
    most("static: wall time", "× floor", 1.05, fixed.wallRatio),
    most("static: peak memory", "MiB over floor", 3, fixed.overMiB),
    most("file size", "MB over floor", 2, sizeOver),
    most("JWT minted: wall time", "× floor", 1.25, of("JWT minted").wallRatio),
    most("ECR, cached: wall time", "× floor", 1.1, of("ECR, cached").wallRatio),
    most("ECR, fetched: wall time", "× floor", 1.7, fetched.wallRatio),
    most("ECR, fetched: peak memory", "MiB over floor", 7, fetched.overMiB),
    most(
      "1,000 registries: wall time",
      "× 1 registry",
      1.3,
      thousand.wallRatio,
    ),
    exactly("110 images at once, empty cache", "calls to ECR", 1, crowd.calls),
    exactly("110 images at once, twice", "right answers", 110, crowd.right),
  ];
}

function one<T>(list: readonly T[], is: (it: T) => boolean): T {
  const found = list.find(is);
  if (found === undefined) throw new Error("a figure was not measured");
  return found;
}
