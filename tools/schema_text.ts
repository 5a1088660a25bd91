/**
 * The config as JSON Schema, as it stands in `docs/`.
 * @module
 */
import { PROVIDERS } from "../providers/table.ts";
import { configJsonSchema } from "../src/config/config.ts";
import { openSections } from "../src/config/open_rules.ts";
import { REPORT_SECTIONS } from "../src/config/report_sections.ts";

/** The text of `docs/config.schema.json`. */
export async function schemaText(): Promise<string> {
  const schema = configJsonSchema(
    await openSections(PROVIDERS),
    REPORT_SECTIONS,
  );
  return `${JSON.stringify(schema, null, 2)}\n`;
}
