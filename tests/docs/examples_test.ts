/**
 * What the documents say is what the program does: configs, patterns, the
 * version. `blocks_test.ts` runs their blocks.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../src/runtime/errors.ts";
import { blocksOf, codeIn, tableOf, yamlOfKind } from "../kit/markdown.ts";
import { allPages, pageOf } from "../kit/pages.ts";
import { config, program, withFiles } from "../kit/program.ts";

for (const { path: name, text: document } of await allPages()) {
  const configs = await yamlOfKind(document, "RegistryConfig");
  if (configs.length === 0) continue;
  Deno.test(`${name}: every config is valid, and none has a key that is unknown`, async () => {
    for (const { text, line } of configs) {
      await withFiles({ "registries.yaml": text }, async (folder) => {
        const path = `${folder}/registries.yaml`;
        const { code, stdout } = await program(["validate", "--config", path]);
        assertEquals(code, 0, `${name}:${line}: ${stdout}`);
      });
    }
  });
}

Deno.test("docs/configuration.md: the patterns match what the table says", async (t) => {
  const { text } = await pageOf("docs/configuration.md");
  const rows = tableOf(text, "pattern");
  assert(rows.length >= 10, "the table of patterns was not found");
  for (const [pattern = "", yes = "", no = ""] of rows) {
    await t.step(pattern, async () => {
      const [text = ""] = codeIn(pattern);
      assert(codeIn(no).length > 0, "no image that does not match");
      assertEquals(codeIn(yes).length === 0, yes === "nothing");
      for (const image of codeIn(yes)) {
        assertEquals(await explain(text, image), 0, image);
      }
      for (const image of codeIn(no)) {
        assertEquals(await explain(text, image), EXIT.noMatch, image);
      }
    });
  }
});

Deno.test("docs/verify.md: the line of --version has the form that the program prints", async () => {
  const { text } = await pageOf("docs/verify.md");
  const shown = blocksOf(text).find(({ language }) => language === "text")
    ?.text ?? "";
  const form =
    /^registry-credential-provider \d+\.\d+\.\d+ \(commit (?:unknown|[0-9a-f]{12}\+?), (?:x86_64|aarch64)-unknown-linux-gnu, Deno \d+\.\d+\.\d+, base (?:pinned npm package|Deno's own)\)\n$/;
  assertMatch(shown, form);
  assertMatch((await program(["--version"])).stdout, form);
});

async function explain(pattern: string, image: string): Promise<number> {
  const rule = `- name: one
  match: [${JSON.stringify(pattern)}]
  static: { username: a, password: b }
`;
  let code = -1;
  await withFiles({ "registries.yaml": config(rule) }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    ({ code } = await program(["explain", image, "--config", path]));
  });
  return code;
}
