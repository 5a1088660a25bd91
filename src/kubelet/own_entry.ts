/**
 * Our entries as they are in the kubelet's config, and which rules each answers.
 * @module
 */
import { CONFIG_VARIABLE } from "../config/path.ts";
import type { OpenRule } from "../config/open_section.ts";
import { CoverIndex } from "../image/cover.ts";
import type { ImagePattern } from "../image/match.ts";
import { parseImagePattern } from "../image/pattern.ts";
import type { KubeletProvider } from "./config.ts";
import { isOwnName } from "./entry_name.ts";
import { valuesOf } from "./flag_values.ts";
import { type EntryScope, entryScope, isOfEntry } from "./scope.ts";

/** An entry, with what its arguments say. */
export interface OwnEntry extends KubeletProvider {
  /** `undefined` where it answers every rule. */
  readonly scope: EntryScope | undefined;
  /** Tells whether one of its patterns covers another. */
  covers(pattern: ImagePattern): boolean;
}

/** The entries that are ours, in their order. */
export function ownEntries(
  providers: readonly KubeletProvider[],
): readonly OwnEntry[] {
  return providers.filter(({ name }) => isOwnName(name)).map((provider) => {
    const asked = new CoverIndex<true>();
    for (const text of provider.matchImages) {
      const pattern = parseImagePattern(text);
      if (pattern !== undefined) asked.add(pattern, true);
    }
    return {
      ...provider,
      scope: scopeOf(provider),
      covers: (pattern) => asked.find(pattern) === true,
    };
  });
}

/** Tells whether a run of an entry answers a rule where that is the first to match. */
export function answers({ scope }: OwnEntry, { source }: OpenRule): boolean {
  return scope === undefined || isOfEntry(source.serviceAccount, scope);
}

/** The value of an option of an entry; of several the last, as the program takes it. */
export function optionOf(
  { args }: KubeletProvider,
  option: string,
): string | undefined {
  return valuesOf(args, `--${option}`).at(-1);
}

/** The config that an entry names; `undefined` where the program looks for one. */
export function namedConfig(entry: KubeletProvider): string | undefined {
  return optionOf(entry, "config") ?? entry.env?.get(CONFIG_VARIABLE);
}

function scopeOf(entry: KubeletProvider): EntryScope | undefined {
  const names = ["audience", "cache-type", "service-account-audience"];
  const options = names.map((name) => [name, optionOf(entry, name)]);
  return entryScope({
    ...Object.fromEntries(options),
    ...entry.args.includes("--no-audience") && { "no-audience": "true" },
  });
}
