/**
 * Our entries as they are in the kubelet's config, and which rules each answers.
 * @module
 */
import type { OpenRule } from "../config/open_section.ts";
import { CoverIndex } from "../image/cover.ts";
import type { ImagePattern } from "../image/match.ts";
import { parseImagePattern } from "../image/pattern.ts";
import type { KubeletProvider } from "./config.ts";
import { isOwnName } from "./entry_name.ts";
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
      scope: scopeOf(provider.args),
      covers: (pattern) => asked.find(pattern) === true,
    };
  });
}

/** Tells whether a run of an entry answers a rule where that is the first to match. */
export function answers({ scope }: OwnEntry, { source }: OpenRule): boolean {
  return scope === undefined || isOfEntry(source.serviceAccount, scope);
}

/** The value of an option among arguments; `undefined` where it is not there. */
export function valueIn(
  args: readonly string[],
  option: string,
): string | undefined {
  const form = new RegExp(`(?:^|\\n)--${option}(?:=|\\n)([^\\n]*)`);
  return form.exec(args.join("\n"))?.[1];
}

function scopeOf(args: readonly string[]): EntryScope | undefined {
  const names = ["audience", "cache-type", "service-account-audience"];
  const options = names.map((name) => [name, valueIn(args, name)]);
  return entryScope({
    ...Object.fromEntries(options),
    ...args.includes("--no-audience") && { "no-audience": "true" },
  });
}
