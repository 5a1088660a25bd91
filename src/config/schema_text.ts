/**
 * The config as a file of JSON Schema.
 * @module
 */
import { configSchema } from "./config.ts";
import { openSections } from "./open_rules.ts";
import type { ProviderTable } from "../provider.ts";
import { REPORT_SECTIONS } from "./report_sections.ts";
import type { ReportSections } from "./report_settings.ts";
import type { Sections } from "./registries.ts";
import type { JsonSchema } from "../schema/schema.ts";

/** The text of the file, with the sections of these providers. */
export async function schemaText(providers: ProviderTable): Promise<string> {
  const sections = await openSections(providers);
  const schema = configJsonSchema(sections, REPORT_SECTIONS);
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The config as JSON Schema, for editors. */
export function configJsonSchema(
  sections: Sections,
  reports: ReportSections,
): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "registry-credential-provider configuration",
    ...configSchema(sections, reports).json(),
  };
}
