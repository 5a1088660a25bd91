/**
 * The config as a file of JSON Schema.
 * @module
 */
import { configJsonSchema } from "./config.ts";
import { openSections } from "./open_rules.ts";
import type { ProviderTable } from "../provider.ts";
import { REPORT_SECTIONS } from "./report_sections.ts";

/** The text of the file, with the sections of these providers. */
export async function schemaText(providers: ProviderTable): Promise<string> {
  const sections = await openSections(providers);
  const schema = configJsonSchema(sections, REPORT_SECTIONS);
  return `${JSON.stringify(schema, null, 2)}\n`;
}
