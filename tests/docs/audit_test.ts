/**
 * docs/audit.md: its examples run, and it tells what is sent and counted.
 * @module
 */
import { assertEquals } from "@std/assert";
import { FAMILIES } from "../../src/audit/metrics/families.ts";
import { PROJECT } from "../../tools/paths.ts";
import { type Line, SECRET_IMAGE } from "../kit/auditing.ts";
import { withCollecting, withCollector } from "../kit/collecting.ts";
import { whyNoMachine } from "../kit/clean_machine.ts";
import { blocksOf, codeIn, tableOf } from "../kit/markdown.ts";
import { pageOf } from "../kit/pages.ts";
import { typePage } from "../kit/typed_page.ts";

const TEXT = await Deno.readTextFile(`${PROJECT}/docs/audit.md`);
const BLOCKS = blocksOf(TEXT);

const why = await whyNoMachine();

Deno.test({
  name: `docs/audit.md: every block runs as it is written${
    why === undefined ? "" : ` (needs ${why})`
  }`,
  ignore: why !== undefined,
  fn: () =>
    withCollector(async ({ url, deliveries }) => {
      const { host } = new URL(url);
      const [folders] = await typePage(await pageOf("docs/audit.md"), {
        elsewhere: [["127.0.0.1:8080", host]],
        more: ["ls /var/lib/registry-credential-provider"],
      });
      assertEquals(deliveries.length, 1);
      assertEquals(folders?.output, "audit\nmetrics\nwebhook\n");
    }),
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
