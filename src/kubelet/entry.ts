/**
 * Our entries as they stand in a CredentialProviderConfig.
 * @module
 */
import { formatGoDuration } from "../format/duration_text.ts";
import { CONFIG_GROUP } from "./config.ts";
import type { PlannedEntry, PlannedTokens } from "./planned_entry.ts";
import { API_GROUP } from "./request.ts";

/** One item of `providers`. */
export type KubeletEntry = { readonly [key: string]: unknown };

/** What all entries have in common. */
export interface EntrySettings {
  /** Where the config is on the node; `undefined` where the program finds it by itself. */
  readonly configOnNode: string | undefined;
  /** The only folder that its secrets may be in there; `undefined` allows any. */
  readonly filesWithin?: string | undefined;
  /** The version of the entries: `v1`. */
  readonly version: string;
  /** What the kubelet keeps an answer for that says nothing of it, in milliseconds. */
  readonly cacheDurationMs: number;
}

/** Writes the entries that were planned. */
export function kubeletEntries(
  planned: readonly PlannedEntry[],
  settings: EntrySettings,
): readonly KubeletEntry[] {
  return planned.map((one) => entryOf(one, settings));
}

/** A whole CredentialProviderConfig with nothing but our entries. */
export function documentOf(
  entries: readonly KubeletEntry[],
  version: string,
): { readonly [key: string]: unknown } {
  return {
    apiVersion: `${CONFIG_GROUP}/${version}`,
    kind: "CredentialProviderConfig",
    providers: entries,
  };
}

function entryOf(
  { name, patterns, args, tokens }: PlannedEntry,
  { configOnNode, filesWithin, version, cacheDurationMs }: EntrySettings,
): KubeletEntry {
  const all = [
    ...configOnNode === undefined ? [] : [`--config=${configOnNode}`],
    ...filesWithin === undefined ? [] : [`--files-within=${filesWithin}`],
    ...args,
  ];
  return {
    name,
    apiVersion: `${API_GROUP}/${version}`,
    matchImages: patterns,
    defaultCacheDuration: formatGoDuration(cacheDurationMs),
    ...all.length === 0 ? {} : { args: all },
    ...tokens === undefined ? {} : { tokenAttributes: attributesOf(tokens) },
  };
}

function attributesOf(
  { audience, annotationKeys, cacheType, isRequired }: PlannedTokens,
) {
  return {
    serviceAccountTokenAudience: audience,
    cacheType,
    requireServiceAccount: isRequired,
    ...annotationKeys.length === 0
      ? {}
      : { optionalServiceAccountAnnotationKeys: annotationKeys },
  };
}
