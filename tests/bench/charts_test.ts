/**
 * The charts of docs/performance.md.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { barChart } from "../../bench/bar_chart.ts";
import { CHARTS, keptCharts } from "../../bench/draw.ts";
import { namesIn } from "../kit/temporary_folder.ts";

Deno.test('docs/performance has the charts of the figures in bench: "make charts" draws them', async () => {
  const drawn = await keptCharts();
  assertEquals(await namesIn(CHARTS), Object.keys(drawn).toSorted());
  for (const [name, text] of Object.entries(drawn)) {
    assertEquals(await Deno.readTextFile(`${CHARTS}/${name}`), text, name);
  }
});

Deno.test("barChart() draws bars in proportion, with their numbers, and escapes words", () => {
  const svg = barChart({
    title: "A < B & C",
    unit: "ms",
    digits: 1,
    groups: [{
      heading: "both",
      bars: [
        { label: "half", value: 5, kind: "own" },
        { label: "whole", value: 10, kind: "peer" },
      ],
    }],
  });
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)]
    .map(([, width]) => Number(width));
  assertEquals(widths[1], 2 * (widths[0] ?? 0));
  assertStringIncludes(svg, "<title>A &lt; B &amp; C</title>");
  assertStringIncludes(svg, ">5.0 ms</text>");
  assertStringIncludes(svg, ">10.0 ms</text>");
});

Deno.test("barChart() has colours of text and bars for light and for dark pages, and no background", () => {
  const svg = barChart({ title: "t", unit: "ms", digits: 0, groups: [] });
  const [light = "", dark = ""] = svg.split("prefers-color-scheme: dark");
  const colorIn = (part: string, selector: string) =>
    part.split("\n").find((line) => line.includes(`${selector} {`))
      ?.match(/fill: (#\w+)/)?.[1];
  for (const selector of ["text", ".own", ".floor", ".peer"]) {
    const colors = [light, dark].map((part) => colorIn(part, selector));
    assert(colors.every((color) => color !== undefined), selector);
    assert(colors[0] !== colors[1], selector);
  }
  assertEquals(/<rect/.test(svg), false);
});
