/**
 * The program beside another commit of it, as Markdown.
 * @module
 */
import type { Baseline } from "./baseline.ts";
import type { Measured } from "./measured.ts";
import { digits, ratio, table } from "./table.ts";

/** A section with every case of both, measured in the same rounds. */
export function baselineSection(
  { commit, version }: Pick<Baseline, "commit" | "version">,
  cases: readonly Measured[],
  scale: readonly Measured[],
): string {
  const name = commit.slice(0, 7);
  const registries = scale.map((it) => ({
    ...it,
    name: `registries: ${Number(it.name).toLocaleString("en")}`,
  }));
  const rows = [...cases, ...registries].flatMap((it) => {
    const { own, baseline, beside } = it;
    if (baseline === undefined || beside === undefined) return [];
    return [[
      it.name,
      baseline.wallMs.toFixed(1),
      own.wallMs.toFixed(1),
      ratio(beside),
      beside.cpuRatio.toFixed(2),
      digits(millions(baseline.instructions), 1),
      digits(millions(own.instructions), 1),
      baseline.peakMiB.toFixed(1),
      own.peakMiB.toFixed(1),
    ]];
  });
  return `## Beside commit ${name}

The other program is ${version}. Both ran in the same rounds, each case with the
same config and request. Each has a floor of its own, by its own Deno.

${
    table([
      "case",
      `${name}: wall, ms`,
      "now",
      "ratio",
      "CPU ratio",
      `${name}: instructions, M`,
      "now",
      `${name}: peak, MiB`,
      "now",
    ], rows)
  }`;
}

function millions(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count / 1e6;
}
