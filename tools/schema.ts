/**
 * Writes `docs/config.schema.json` from the definitions that validate a config.
 * @module
 */
import { PROVIDERS } from "../providers/table.ts";
import { schemaText } from "../src/config/schema_text.ts";
import { PROJECT } from "./paths.ts";

await Deno.writeTextFile(
  `${PROJECT}/docs/config.schema.json`,
  await schemaText(PROVIDERS),
);
