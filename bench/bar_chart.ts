/**
 * A chart of horizontal bars as SVG, readable on a light and on a dark page.
 * @module
 */

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** `own` is this program, `floor` an empty one, `peer` another. */
  readonly kind: "own" | "floor" | "peer";
}

/** Bars under a heading; the heading may be empty. */
export interface Group {
  readonly heading: string;
  readonly bars: readonly Bar[];
}

/** What a chart shows. */
export interface Chart {
  readonly title: string;
  /** What the numbers are: `ms`. */
  readonly unit: string;
  readonly groups: readonly Group[];
  /** Digits behind the point. */
  readonly digits: number;
}

const WIDTH = 720;
const LABELS = 230;
const NUMBERS = 90;
const LINE = 26;
const HEADING = 30;
const TOP = 44;

// An <img> does not know the colour of the page, but the style in it does.
const STYLE = `text { font: 14px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 16px; font-weight: 600; }
.heading { font-weight: 600; }
.number { font-variant-numeric: tabular-nums; }
.own { fill: #0969da; }
.floor { fill: #8c959f; }
.peer { fill: #bf8700; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .own { fill: #4493f8; }
  .floor { fill: #768390; }
  .peer { fill: #d29922; }
}`;

/** The chart; every bar begins at 0, and has its number beside it. */
export function barChart({ title, unit, groups, digits }: Chart): string {
  const largest = Math.max(
    ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)),
  );
  const parts: string[] = [];
  let y = TOP;
  for (const { heading, bars } of groups) {
    if (heading !== "") {
      y += HEADING;
      parts.push(text(heading, { x: 0, y: y - 10, name: "heading" }));
    }
    for (const { label, value, kind } of bars) {
      const width = (WIDTH - LABELS - NUMBERS) * value / largest;
      const end = LABELS + width;
      const number = `${value.toFixed(digits)} ${unit}`;
      parts.push(
        text(label, { x: LABELS - 10, y: y + 16, name: "label", end: true }),
        `<rect class="${kind}" x="${LABELS}" y="${y + 3}" width="${
          width.toFixed(1)
        }" height="${LINE - 8}" rx="2"/>`,
        text(number, { x: end + 8, y: y + 16, name: "number" }),
      );
      y += LINE;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${
    y + 8
  }" width="${WIDTH}" height="${y + 8}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
${text(title, { x: 0, y: 20, name: "title" })}
${parts.join("\n")}
</svg>
`;
}

function text(
  words: string,
  { x, y, name, end = false }: {
    readonly x: number;
    readonly y: number;
    readonly name: string;
    readonly end?: boolean;
  },
): string {
  const anchor = end ? ' text-anchor="end"' : "";
  return `<text class="${name}" x="${x.toFixed(1)}" y="${y}"${anchor}>${
    escaped(words)
  }</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
