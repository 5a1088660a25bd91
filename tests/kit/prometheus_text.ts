/**
 * A reader of Prometheus' text format that takes nothing that the specification
 * does not allow ("Exposition formats", version 0.0.4), nor timestamps, which
 * the textfile collector refuses.
 * @module
 */

/** One line with a value. */
export interface Sample {
  readonly name: string;
  readonly labels: { readonly [name: string]: string };
  readonly value: number;
}

/** All lines of a metric. */
export interface MetricFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const SUFFIX = /_(?:bucket|sum|count)$/;

/**
 * Reads a whole text.
 *
 * @throws {Error} With the first line that breaks a rule.
 */
export function readMetrics(text: string): ReadonlyMap<string, MetricFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line has no line feed");
  const families = new Map<
    string,
    { type: string; help: string; samples: Sample[] }
  >();
  const seen = new Set<string>();
  let open = "";
  const begin = (name: string) => {
    if (name === open) return;
    if (families.has(name)) throw new Error(`${name} is no single group`);
    families.set(name, { type: "", help: "", samples: [] });
    open = name;
  };
  for (const line of text.slice(0, -1).split("\n")) {
    const family = () => families.get(open) ?? fail(line);
    const [, word, name = "", rest = ""] =
      new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line) ?? [];
    if (word !== undefined) {
      begin(name);
      if (family().samples.length > 0) fail(line);
      if (word === "HELP") {
        if (family().help !== "") fail(line);
        family().help = unescaped(rest, /\\[\\n]/g);
      } else {
        if (family().type !== "") fail(line);
        if (!/^(?:counter|gauge|histogram|summary|untyped)$/.test(rest)) {
          fail(line);
        }
        family().type = rest;
      }
      continue;
    }
    if (line === "" || line.startsWith("#")) continue;
    const sample = readSample(line);
    const isPart = families.get(open)?.type === "histogram" &&
      sample.name.replace(SUFFIX, "") === open;
    if (!isPart) begin(sample.name);
    const key = sample.name +
      JSON.stringify(Object.entries(sample.labels).sort());
    if (seen.has(key)) fail(line);
    seen.add(key);
    family().samples.push(sample);
  }
  for (const [name, { type, samples }] of families) {
    if (type === "histogram") checkHistogram(name, samples);
  }
  return families;
}

function readSample(line: string): Sample {
  const [, name = "", inner, number = ""] =
    new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`).exec(line) ?? fail(line);
  if (!/^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|Inf|NaN)$/i.test(number)) fail(line);
  const labels: Record<string, string> = {};
  let rest = inner ?? "";
  while (rest !== "") {
    const [whole, label = "", value = ""] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/.exec(
        rest,
      ) ??
        fail(line);
    if (Object.hasOwn(labels, label)) fail(line);
    labels[label] = unescaped(value, /\\[\\"n]/g);
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: Number(number) };
}

function checkHistogram(name: string, samples: readonly Sample[]): void {
  const parts = Map.groupBy(samples, ({ labels }) => {
    const { le: _, ...others } = labels;
    return JSON.stringify(Object.entries(others).sort());
  });
  for (const part of parts.values()) {
    const buckets = part.filter((one) => one.name === `${name}_bucket`);
    const [sum, ...sums] = part.filter((one) => one.name === `${name}_sum`);
    const [count, ...counts] = part.filter((one) =>
      one.name === `${name}_count`
    );
    const bounds = buckets.map(({ labels }) =>
      labels["le"] === "+Inf" ? Infinity : Number(labels["le"])
    );
    const isRising = (values: readonly number[], least: number) =>
      values.every((value, at) =>
        at === 0 || value - (values[at - 1] ?? NaN) >= least
      );
    if (
      sum === undefined || count === undefined || sums.length > 0 ||
      counts.length > 0 || bounds.at(-1) !== Infinity ||
      buckets.at(-1)?.value !== count.value ||
      !isRising(bounds, Number.MIN_VALUE) ||
      !isRising(buckets.map(({ value }) => value), 0)
    ) throw new Error(`${name} is no histogram`);
  }
}

function unescaped(text: string, pairs: RegExp): string {
  return text.replace(pairs, (pair) => pair === "\\n" ? "\n" : pair.charAt(1));
}

function fail(line: string): never {
  throw new Error(`not in the text format: ${line}`);
}
