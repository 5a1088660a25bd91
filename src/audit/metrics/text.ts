/**
 * The text format of Prometheus, version 0.0.4, as far as this program writes it.
 * @module
 */
import type { Family } from "./families.ts";

/** Values by series, such as `name{label="value"}`, in the order of the file. */
export type Samples = Map<string, number>;

/** Of a file that begins otherwise nothing is taken over. */
const HEAD = "# registry-credential-provider counts here, format 1\n";

const SAMPLE = /^([a-z_]+(?:\{[^\n]*\})?) ([\d.e+-]+)$/;

/** The name of a series. Labels stay in their order. */
export function seriesOf(
  name: string,
  labels: { readonly [name: string]: string },
): string {
  const pairs = Object.entries(labels).map(([label, value]) =>
    `${label}="${escaped(value).replaceAll('"', '\\"')}"`
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

/** Reads back what {@linkcode renderMetrics} wrote; nothing of any other text. */
export function parseMetrics(text: string): Samples {
  const samples: Samples = new Map();
  if (!text.startsWith(HEAD) || !text.endsWith("\n")) return samples;
  for (const line of text.slice(HEAD.length, -1).split("\n")) {
    if (line.startsWith("#")) continue;
    const [, series = "", number = ""] = SAMPLE.exec(line) ?? [];
    const value = Number(number);
    // Half of a histogram would be worse than none.
    if (series === "" || !(value >= 0 && value < Infinity)) return new Map();
    samples.set(series, value);
  }
  return samples;
}

/** The whole file. Series of no family are left out. */
export function renderMetrics(
  samples: Samples,
  families: readonly Family[],
): string {
  const groups = new Map(families.map(({ name }) => [name, ""]));
  const groupOf = new Map(
    families.flatMap(({ name, type }) =>
      // A histogram has series of three names, none of them its own.
      (type === "histogram" ? ["_bucket", "_sum", "_count"] : [""])
        .map((suffix) => [name + suffix, name])
    ),
  );
  for (const [series, value] of samples) {
    const group = groupOf.get(nameOf(series));
    if (group === undefined) continue;
    groups.set(group, `${groups.get(group) ?? ""}${series} ${value}\n`);
  }
  return HEAD + families.map(({ name, type, help }) => {
    const lines = groups.get(name) ?? "";
    return lines === ""
      ? ""
      : `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines}`;
  }).join("");
}

/** The name of a series without its labels. */
function nameOf(series: string): string {
  const brace = series.indexOf("{");
  return brace < 0 ? series : series.slice(0, brace);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
