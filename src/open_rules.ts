/**
 * Every rule of a config with its section opened, for who looks at all of them.
 * @module
 */
import type { Config } from "./config.ts";
import type { OpenRule } from "./lookup.ts";
import { sectionPlace } from "./open_section.ts";
import type { CredentialSource, ProviderTable } from "./provider.ts";
import type { Schema } from "./schema.ts";

/** The section of every provider, by the provider's name. */
export type OpenSections = {
  readonly [name: string]: Schema<CredentialSource>;
};

/** Loads every provider for its section. */
export async function openSections(
  providers: ProviderTable,
): Promise<OpenSections> {
  const loaded = Object.entries(providers).map(async ([name, load]) =>
    [name, (await load()).provider.section] as const
  );
  return Object.fromEntries(await Promise.all(loaded));
}

/** Every rule whose section is valid, opened once. */
export function openRules(
  config: Config,
  sections: OpenSections,
): readonly OpenRule[] {
  return config.rules.flatMap((rule) => {
    const section = sections[rule.provider];
    const source = section?.decode(rule.section, sectionPlace(rule, []));
    return source === undefined ? [] : [{ rule, source }];
  });
}
