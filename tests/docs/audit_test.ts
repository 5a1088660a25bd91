/**
 * docs/audit.md: its examples run, and it tells what is sent and counted.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { FAMILIES } from "../../src/audit/metrics/families.ts";
import { PROJECT } from "../../tools/paths.ts";
import { type Line, SECRET_IMAGE } from "../kit/auditing.ts";
import { withCollecting, withCollector } from "../kit/collecting.ts";
import { FOLDER, runExamples } from "../kit/examples_run.ts";
import { blocksOf, codeIn, linksIn, tableOf } from "../kit/markdown.ts";
import { namesIn } from "../kit/temporary_folder.ts";
import { withStateFolder, WRITABLE_PROGRAM } from "../kit/writable_program.ts";

const TEXT = await Deno.readTextFile(`${PROJECT}/docs/audit.md`);
const BLOCKS = blocksOf(TEXT);

Deno.test("docs/audit.md: every console block prints what is shown", async () => {
  await withStateFolder((folder) =>
    withCollector(async ({ url, deliveries }) => {
      const { host } = new URL(url);
      const ran = await runExamples("docs/audit.md", TEXT, {
        folder,
        program: WRITABLE_PROGRAM,
        elsewhere: [
          [FOLDER, folder],
          ["/var/lib/registry-credential-provider", `${folder}/data`],
          ["127.0.0.1:8080", host],
        ],
      });
      assert(ran >= 3, `only ${ran} commands were found`);
      assertEquals(deliveries.length, 1);
      // Nothing went to the folders of this machine.
      assertEquals(await namesIn(`${folder}/data`), [
        "audit",
        "metrics",
        "webhook",
      ]);
    })
  );
});

Deno.test("docs/audit.md: the record has the keys of one that is sent, in their order", async () => {
  const shown = BLOCKS.find(({ language }) => language === "json")?.text ?? "";
  await withCollecting(async ({ configure, run }) => {
    await withCollector(async ({ url, deliveries }) => {
      await configure(`url: "${url}"`);
      await run(["get", SECRET_IMAGE]);
      const [{ record } = { record: {} as Line }] = deliveries;
      assertEquals(Object.keys(JSON.parse(shown)), Object.keys(record));
    });
  });
});

Deno.test("docs/audit.md: the table has every metric with its type", () => {
  const rows = tableOf(TEXT, "metric").map(([name = "", type = ""]) => [
    codeIn(name)[0] ?? "",
    type,
  ]);
  const families = Object.values(FAMILIES).map(({ name, type }) => [
    name,
    type,
  ]);
  assertEquals(rows, families);
});

Deno.test("docs/audit.md: every block for a shell is one that a shell can read, and links resolve", async () => {
  for (const { language, text, line } of BLOCKS) {
    if (language !== "sh") continue;
    const { success } = await new Deno.Command("sh", {
      args: ["-n", "-c", text],
      stderr: "null",
    }).output();
    assert(success, `docs/audit.md:${line} is no shell script`);
  }
  for (const file of linksIn(TEXT)) await Deno.stat(`${PROJECT}/docs/${file}`);
});
