/**
 * docs/security.md claims nothing without a test that exists.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { linksIn } from "../kit/markdown.ts";

const TEXT = await Deno.readTextFile(`${PROJECT}/docs/security.md`);

Deno.test("docs/security.md: every attempt has a test that shows what holds", () => {
  const rows = TEXT.split("\n").filter((line) => /^\| [a-z]/.test(line));
  let count = 0;
  let isAttempt = false;
  for (const row of rows) {
    const [first = "", , last = ""] = row.split("|").slice(1, -1)
      .map((cell) => cell.trim());
    if (first === "attempt" || first === "goal") {
      isAttempt = first === "attempt";
      continue;
    }
    if (!isAttempt) continue;
    count += 1;
    const tests = linksIn(last);
    assert(tests.length > 0, row);
    assertEquals(tests.filter((to) => !to.endsWith("_test.ts")), [], row);
  }
  assert(count >= 20, `${count} attempts`);
});
