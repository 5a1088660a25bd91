/**
 * The blocks of the documents run as they are written, on a machine on which the
 * program was installed as the README says, and nothing else was.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { whyNoMachine } from "../kit/clean_machine.ts";
import { blocksOf } from "../kit/markdown.ts";
import { allPages } from "../kit/pages.ts";
import { hasSteps, typePage } from "../kit/typed_page.ts";

/** Documents whose blocks need more than such a machine; their tests have it. */
const ELSEWHERE = [
  "CONTRIBUTING.md", // tests/docs/names_test.ts
  "docs/audit.md", // tests/docs/audit_test.ts, with a receiver
  // The suites of make e2e and make e2e-install.
  "docs/daemonset.md",
  "docs/helm.md",
  "docs/install.md",
  "docs/kind.md",
  "docs/maintaining.md",
  "docs/performance.md",
  "docs/security.md",
];

const why = await whyNoMachine();
const needs = why === undefined ? "" : ` (needs ${why})`;

for (const page of await allPages()) {
  if (ELSEWHERE.includes(page.path) || !hasSteps(page)) continue;
  Deno.test({
    name: `${page.path}: every block runs as it is written${needs}`,
    ignore: why !== undefined,
    fn: async () => {
      await typePage(page);
    },
  });
}

Deno.test("every block that is not run here names a suite or a target that runs it", async () => {
  const makefile = await Deno.readTextFile(`${PROJECT}/Makefile`);
  let count = 0;
  for (const { path, text } of await allPages()) {
    for (const { runBy, line } of blocksOf(text)) {
      if (runBy === undefined || runBy === "nobody") continue;
      count++;
      const [, target = "", suite] =
        /^make ([a-z][a-z0-9-]*)(?: SUITES=([a-z]+))?$/.exec(runBy) ?? [];
      const place = `${path}:${line}`;
      assert(makefile.includes(`\n${target}:`), place);
      assertEquals(target === "e2e", suite !== undefined, place);
      if (suite !== undefined) {
        await Deno.stat(`${PROJECT}/tests/e2e/${suite}_check.ts`);
      }
    }
  }
  assert(count >= 5, `${count} blocks`);
});
