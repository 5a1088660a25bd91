/**
 * Writes `docs/config.schema.json` from the definitions that validate a config.
 * @module
 */
import { schemaText } from "./schema_text.ts";
import { PROJECT } from "./paths.ts";

await Deno.writeTextFile(
  `${PROJECT}/docs/config.schema.json`,
  await schemaText(),
);
