/**
 * Writes the manual page from the tables that also check the command line:
 * `man.ts FILE`.
 * @module
 */
import { manualPage } from "./manual_page.ts";
import { PROVIDER_COMMANDS } from "../providers/commands.ts";
import { COMMANDS } from "../src/cli/commands.ts";
import { PROJECT } from "./paths.ts";

const [file] = Deno.args;
if (file === undefined) throw new Error("the file to write is missing");
const { version } = JSON.parse(
  await Deno.readTextFile(`${PROJECT}/deno.json`),
);
await Deno.writeTextFile(
  file,
  manualPage({ ...COMMANDS, ...PROVIDER_COMMANDS }, version),
);
