/**
 * The manual page.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROVIDER_COMMANDS } from "../../providers/commands.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { FLAGS, OPTIONS } from "../../src/cli/options.ts";
import { EXIT } from "../../src/runtime/errors.ts";
import { manualPage } from "../../tools/manual_page.ts";
import { isThere } from "../kit/completing.ts";
import { execute } from "../kit/program.ts";

const PATH = Deno.env.get("PATH") ?? "";
const TABLE = { ...COMMANDS, ...PROVIDER_COMMANDS };
const PAGE = manualPage(TABLE, "1.2.3");

Deno.test("the manual page has every command, option and exit code", () => {
  const heads = PAGE.split("\n").filter((line) => line.startsWith(".B "))
    .map((line) => line.slice(3).replaceAll("\\-", "-"));
  const missing = [
    ...Object.entries(TABLE).map(([name, { positionals }]) =>
      [name, ...positionals].join(" ")
    ),
    ...Object.entries(OPTIONS).map(([name, option]) =>
      "value" in option ? `--${name} ${option.value}` : `--${name}`
    ),
    ...Object.keys(FLAGS).map((name) => `--${name}`),
    ...["0", ...Object.values(EXIT).map(String)],
  ].filter((one) => !heads.includes(one));
  assertEquals(missing, []);
});

const isHere = await isThere("groff");

Deno.test({
  name: `the manual page: groff has nothing against it${
    isHere ? "" : " (needs groff)"
  }`,
  ignore: !isHere,
  fn: async () => {
    const args = ["-man", "-Tutf8", "-ww", "-rLL=200n", "-P-cbou"];
    const { code, stdout, stderr } = await execute("/usr/bin/groff", args, {
      stdin: PAGE,
      env: { PATH },
    });
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.includes("registry-credential-provider < REQUEST"), stdout);
    assert(stdout.includes("audit tail [COUNT]"), stdout);
  },
});
