/**
 * The provider section of a rule: where it stands, and what it means.
 * @module
 */
import { Place, type Problem } from "./place.ts";
import type { CredentialSource, Provider } from "./provider.ts";
import type { Rule } from "./registries.ts";

/** The place of a rule's provider section, for problems found when it is opened. */
export function sectionPlace(rule: Rule, problems: Problem[]): Place {
  return Place.root(problems).at("registries").at(rule.index).at(rule.provider);
}

/**
 * Opens the section of a rule.
 *
 * @param path Where the config is, for messages.
 * @throws {ProviderError} `CONFIG_INVALID` where it is not valid.
 */
export async function openSection(
  rule: Rule,
  { section }: Provider,
  path: string,
): Promise<CredentialSource> {
  const problems: Problem[] = [];
  const source = section.decode(rule.section, sectionPlace(rule, problems));
  if (source !== undefined && problems.length === 0) return source;
  const { configInvalid } = await import("./config_invalid.ts");
  throw configInvalid(path, problems);
}
