/**
 * The provider section of a rule: where it stands, and what it means.
 * @module
 */
import type { Rule } from "./config.ts";
import { ProviderError } from "./errors.ts";
import { Place, type Problem, problemsLine } from "./place.ts";
import type { CredentialSource, Provider } from "./provider.ts";
import type { Schema } from "./schema.ts";

/** The definition of a provider's section. */
export async function sectionOf(
  provider: Provider,
): Promise<Schema<CredentialSource>> {
  return "section" in provider
    ? provider.section
    : await provider.loadSection();
}

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
  provider: Provider,
  path: string,
): Promise<CredentialSource> {
  const problems: Problem[] = [];
  const section = await sectionOf(provider);
  const source = section.decode(rule.section, sectionPlace(rule, problems));
  if (source !== undefined && problems.length === 0) return source;
  throw new ProviderError("CONFIG_INVALID", problemsLine(path, problems));
}
