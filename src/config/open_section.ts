/**
 * The provider section of a rule: where it stands, and what it means.
 * @module
 */
import { Place, type Problem } from "../schema/place.ts";
import type { CredentialSource, Provider } from "../provider.ts";
import type { TextFile } from "../format/small_file.ts";
import type { Rule } from "./registries.ts";

/** A rule with its section opened. */
export interface OpenRule {
  readonly rule: Rule;
  readonly source: CredentialSource;
}

/** The place of a rule's provider section, for problems found when it is opened. */
export function sectionPlace(rule: Rule, problems: Problem[]): Place {
  return Place.root(problems).at("registries").at(rule.index).at(rule.provider);
}

/**
 * Opens the section of a rule.
 *
 * @param file The config, for messages.
 * @throws {ProviderError} `CONFIG_INVALID` where it is not valid.
 */
export async function openSection(
  rule: Rule,
  { section }: Provider,
  file: TextFile,
): Promise<CredentialSource> {
  const problems: Problem[] = [];
  const source = section.decode(rule.section, sectionPlace(rule, problems));
  if (source !== undefined && problems.length === 0) return source;
  const { configInvalid } = await import("./invalid.ts");
  const { explained } = await import("../schema/explained.ts");
  throw configInvalid(file.path, explained(problems, file.text));
}
