/**
 * Every document: it begins with what it is for, it leads back, its contents are
 * there. `links_test.ts` follows the links.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { withNavigation } from "../../tools/contents_text.ts";
import { allCodeIn, blocksOf, linksIn } from "../kit/markdown.ts";
import { allPages } from "../kit/pages.ts";

const PAGES = await allPages();
const MAKEFILE = await Deno.readTextFile(`${PROJECT}/Makefile`);

Deno.test("README.md has at most 220 lines, and leads to every page", () => {
  const [readme] = PAGES;
  assertEquals(readme?.path, "README.md");
  const lines = readme?.text.split("\n").length ?? Infinity;
  assert(lines <= 221, `${lines - 1} lines`);
  const links = linksIn(readme?.text ?? "").map((to) => to.replace(/#.*/, ""));
  const missing = PAGES.slice(1).map(({ path }) => path)
    .filter((path) => !links.includes(path));
  assertEquals(missing, []);
});

for (const { path, text } of PAGES) {
  Deno.test(`${path}: every make target exists`, () => {
    const shown = [...allCodeIn(text).matchAll(/\bmake ([a-z][a-z0-9-]*)/g)]
      .map(([, target = ""]) => target);
    const missing = shown.filter((it) =>
      !new RegExp(`^(?:[a-z-]+ )*${it}(?: [a-z-]+)*:`, "m").test(MAKEFILE)
    );
    assertEquals(missing, []);
  });

  Deno.test(`${path}: a shell can read every block for a shell`, async () => {
    for (const block of blocksOf(text)) {
      if (block.language !== "sh") continue;
      const { success } = await new Deno.Command("sh", {
        args: ["-n", "-c", block.text],
        stderr: "null",
      }).output();
      assert(success, `${path}:${block.line} is no shell script`);
    }
  });

  if (!path.startsWith("docs/")) continue;
  Deno.test(`${path}: begins with what it is for, has its contents, and leads back`, () => {
    assert(/^# .+\n\n[A-Z`[]/.test(text), "no sentence below the title");
    assertEquals(withNavigation(path, text), text, 'run "make contents"');
  });
}
