/**
 * All our entries put into a CredentialProviderConfig, or taken out of it.
 * @module
 */
import { isMapping } from "../../format/is_mapping.ts";
import type { KubeletEntry } from "../entry.ts";
import { isOwnName } from "../entry_name.ts";
import {
  type EditableConfig,
  mergeEntry,
  removeEntry,
  withText,
} from "./config.ts";

/**
 * Puts entries in, replaces those with their names, and takes out those that
 * are ours and not wanted any more.
 *
 * An entry that is new takes over what a person has given another of ours, such
 * as `env`: of the one for the same audience, else of the first.
 *
 * @returns The new text; the same one where nothing had to change.
 * @throws {ProviderError} As {@linkcode mergeEntry} and {@linkcode removeEntry}.
 */
export function mergeOwnEntries(
  file: EditableConfig,
  entries: readonly KubeletEntry[],
): string {
  const before = ownEntries(file);
  const known = before.map(({ name }) => name);
  let now = file;
  for (const entry of entries) {
    const isNew = !known.includes(entry["name"]);
    const added = isNew ? personal(entry, before) : {};
    now = withText(now, mergeEntry(now, { ...entry, ...added }));
  }
  const wanted = entries.map(({ name }) => name);
  return without(now, known.filter((name) => !wanted.includes(name)));
}

/**
 * Takes out every entry that is ours.
 *
 * @throws {ProviderError} As {@linkcode removeEntry}.
 */
export function removeOwnEntries(file: EditableConfig): string {
  return without(file, ownEntries(file).map(({ name }) => name));
}

function ownEntries({ providers }: EditableConfig): readonly KubeletEntry[] {
  return providers.filter(({ name }) =>
    typeof name === "string" && isOwnName(name)
  );
}

function without(file: EditableConfig, names: readonly unknown[]): string {
  let now = file;
  for (const name of names) now = withText(now, removeEntry(now, name));
  return now.text;
}

/** Fields that the config decides. */
const OF_CONFIG: readonly string[] = [
  "name",
  "apiVersion",
  "matchImages",
  "defaultCacheDuration",
  "args",
  "tokenAttributes",
];

function personal(
  entry: KubeletEntry,
  others: readonly KubeletEntry[],
): KubeletEntry {
  const like = others.find((one) => audienceOf(one) === audienceOf(entry)) ??
    others[0] ?? {};
  return Object.fromEntries(
    Object.entries(like).filter(([name]) => !OF_CONFIG.includes(name)),
  );
}

function audienceOf({ tokenAttributes }: KubeletEntry): unknown {
  return isMapping(tokenAttributes)
    ? tokenAttributes["serviceAccountTokenAudience"]
    : undefined;
}
