/**
 * The alert rules and the dashboard name metrics and labels that the program
 * writes. `make e2e SUITES=monitoring` asks a real Prometheus.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { FAMILIES } from "../../src/audit/metrics/families.ts";
import { PROJECT } from "../../tools/paths.ts";

const FOLDER = `${PROJECT}/deploy/monitoring`;
const ALERTS = await Deno.readTextFile(`${FOLDER}/alerts.yaml`);
const DASHBOARD = JSON.parse(
  await Deno.readTextFile(`${FOLDER}/dashboard.json`),
);

const KNOWN = Object.values(FAMILIES).flatMap(({ name, type }) =>
  type === "histogram" ? [`${name}_bucket`] : [name as string]
);

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/registry_credential_provider_\w+/g)]
    .map(([name]) => name);
}

Deno.test("the alerts name metrics that exist, and say what to do", () => {
  const names = namesIn(ALERTS);
  assert(names.length >= 5);
  assertEquals(names.filter((name) => !KNOWN.includes(name)), []);
  const { groups } = parse(ALERTS) as {
    groups: { rules: { annotations: Record<string, string> }[] }[];
  };
  for (const { annotations } of groups.flatMap(({ rules }) => rules)) {
    assertEquals(Object.keys(annotations), ["summary", "description"]);
  }
});

Deno.test("the dashboard has a panel for every metric, and none for others", () => {
  const shown = namesIn(JSON.stringify(DASHBOARD));
  assertEquals([...new Set(shown)].sort(), KNOWN.toSorted());
});

Deno.test("the dashboard has no two panels in one place, and all queries take the chosen node", () => {
  interface Panel {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { x: number; y: number; w: number; h: number };
    readonly targets: readonly { expr: string }[];
  }
  const panels = DASHBOARD.panels as readonly Panel[];
  const taken = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from(
      { length: w * h },
      (_, at) => `${x + at % w},${y + Math.floor(at / w)}`,
    )
  );
  assertEquals(new Set(taken).size, taken.length);
  assertEquals(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, targets } of panels) {
    for (const { expr } of targets) {
      assertEquals(
        namesIn(expr).length,
        expr.split('{instance=~"$instance"').length - 1,
        title,
      );
    }
  }
});
