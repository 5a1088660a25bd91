/**
 * One entry of a CredentialProviderConfig changed in its text. Every other byte
 * stays.
 * @module
 */
import { ProviderError } from "../../runtime/errors.ts";
import { isMapping } from "../../format/is_mapping.ts";
import { CONFIG_GROUP, decodeKnownFields, versionsOf } from "../config.ts";
import { readKubeletFile, sharedNames } from "../config_files.ts";
import { changeEntry } from "./entry.ts";
import { flowStyle } from "./flow.ts";
import { addItem, pairOf, removeItem } from "./list.ts";
import { type Change, changed } from "./place.ts";
import type { KubeletEntry } from "../entry.ts";
import type { KubeletText, readKubeletText } from "../text.ts";
import type { YamlSequence } from "../yaml/tree.ts";
import { problemText } from "../../schema/place.ts";
import { API_VERSIONS } from "../request.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { YamlProblem } from "../../format/yaml_problem.ts";

type Reader = typeof readKubeletText;

/** A CredentialProviderConfig that may be changed. Fields that are not known here stay. */
export interface EditableConfig {
  readonly path: string;
  /** Exactly what is in the file. */
  readonly text: string;
  /** The version of the file: `v1`. */
  readonly version: string;
  readonly read: KubeletText;
  /** Reads the changed text. */
  readonly reader: Reader;
  readonly providers: readonly KubeletEntry[];
}

/**
 * Reads a file to change it. A field that this program does not know may be of a
 * newer kubelet, and is no reason to refuse it.
 *
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` for what is no
 * CredentialProviderConfig.
 */
export async function openKubeletConfig(
  path: string,
  runtime: Runtime,
): Promise<EditableConfig> {
  const { text } = await readKubeletFile(path, runtime);
  // The parser is large, and a config is also written without one that exists.
  const { readKubeletText: reader } = await import("../text.ts");
  return editable(path, text, reader);
}

/** The same file with another text, which an edit has given. */
export function withText(
  { path, reader }: EditableConfig,
  text: string,
): EditableConfig {
  return editable(path, text, reader);
}

function editable(path: string, text: string, reader: Reader): EditableConfig {
  const read = parsed(text, path, reader);
  const document = read.value;
  if (!isMapping(document) || document["kind"] !== "CredentialProviderConfig") {
    return refuse(path, "is not a CredentialProviderConfig: look at its kind");
  }
  const version = API_VERSIONS.find((one) =>
    document["apiVersion"] === `${CONFIG_GROUP}/${one}`
  );
  if (version === undefined) {
    const known = versionsOf(CONFIG_GROUP).join(", ");
    return refuse(path, `has an apiVersion other than ${known}`);
  }
  const providers = document["providers"] ?? [];
  if (!Array.isArray(providers) || !providers.every(isMapping)) {
    return refuse(path, 'has "providers" that are not a list of mappings');
  }
  return { path, text, version, read, reader, providers };
}

/** What an entry has only where it is derived from the config, never by hand. */
const DERIVED: readonly string[] = ["tokenAttributes", "args"];

/**
 * Adds an entry at the end, or changes the one with its name.
 *
 * A changed entry keeps what the new one says nothing about, such as `env`;
 * only `args` and `tokenAttributes` go where the new one has none.
 *
 * @returns The new text; the same one where nothing had to change.
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` where the name is there
 * twice, where service-account tokens do not go with the version of the file,
 * and where the kubelet would refuse the result.
 */
export function mergeEntry(file: EditableConfig, entry: KubeletEntry): string {
  const { path, text, version, read, providers } = file;
  const at = placeOf(entry["name"], file);
  const old = providers[at] ?? {};
  const dropped = DERIVED.filter((name) =>
    old[name] !== undefined && entry[name] === undefined
  );
  if (dropped.length > 1) {
    // One at a time: where they stand together, the comma between is of both.
    const { [dropped[0] ?? ""]: _, ...rest } = old;
    return mergeEntry(withText(file, mergeEntry(file, rest)), entry);
  }
  const kept = Object.entries(old).filter(([name]) => !DERIVED.includes(name));
  const merged: KubeletEntry = { ...Object.fromEntries(kept), ...entry };
  if (merged["tokenAttributes"] !== undefined && version !== "v1") {
    return refuse(
      path,
      `is of ${CONFIG_GROUP}/${version}, which knows no service-account tokens: raise its apiVersion to ${CONFIG_GROUP}/v1 (Kubernetes 1.26 or newer)`,
    );
  }
  if (at === -1) {
    return edited(file, addItem(text, read, merged), [...providers, merged]);
  }
  const node = listOf(file)?.items[at];
  return edited(
    file,
    node?.kind === "mapping"
      ? changeEntry(text, node, old, merged, flowStyle(text, read.isJson))
      : undefined,
    providers.map((one, index) => index === at ? merged : one),
  );
}

/**
 * Takes out the entry with a name; a file without it stays as it is.
 *
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` where no entry would be
 * left, and where the kubelet would refuse the result.
 */
export function removeEntry(file: EditableConfig, name: unknown): string {
  const at = placeOf(name, file);
  const left = file.providers.filter((_, index) => index !== at);
  if (at === -1) return edited(file, [], left);
  if (left.length === 0) {
    return refuse(
      file.path,
      "has no other entry, and a kubelet does not start with an empty one: take its two image-credential-provider flags out, and remove the file",
    );
  }
  const list = listOf(file);
  return edited(file, list && removeItem(file.text, list, at), left);
}

function listOf({ text, read }: EditableConfig): YamlSequence | undefined {
  if (read.root.kind !== "mapping") return undefined;
  const list = pairOf(read.root, "providers", text)?.value;
  return list?.kind === "sequence" ? list : undefined;
}

function placeOf(name: unknown, { path, providers }: EditableConfig): number {
  const names = providers.map((one) => one["name"]);
  const at = names.indexOf(name);
  return at === names.lastIndexOf(name) ? at : refuse(
    path,
    `has two entries named ${name}, with which no kubelet starts: keep one`,
  );
}

/** What was changed is read again: it has to be what was wanted, and nothing else. */
function edited(
  { path, text, read, reader }: EditableConfig,
  changes: readonly Change[] | undefined,
  providers: readonly KubeletEntry[],
): string {
  const result = changes && changed(text, changes);
  const wanted = isMapping(read.value) && result !== text
    ? { ...read.value, providers }
    : read.value;
  if (result === undefined || !isSame(valueIn(result, reader), wanted)) {
    return refuse(
      path,
      "is written in a form in which our entry cannot be changed without touching others (an anchor, alias or merge key): change it by hand",
    );
  }
  const decoded = decodeKnownFields(wanted);
  const [problem] = [
    ...decoded.problems,
    ...sharedNames(path, decoded.providers),
  ];
  return problem === undefined ? result : refuse(
    path,
    `would be refused by the kubelet: ${problemText(problem)}`,
  );
}

function valueIn(text: string, reader: Reader): unknown {
  try {
    return reader(text).value;
  } catch (error) {
    if (error instanceof YamlProblem) return undefined;
    throw error;
  }
}

// In any order of keys.
function isSame(one: unknown, other: unknown): boolean {
  const sorted = (_: string, value: unknown) =>
    isMapping(value)
      ? Object.fromEntries(
        Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1),
      )
      : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function parsed(text: string, path: string, reader: Reader): KubeletText {
  try {
    return reader(text);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const at = error.line === undefined ? "" : `line ${error.line} `;
    return refuse(path, `cannot be read: ${at}${error.message}`);
  }
}

function refuse(path: string, fact: string): never {
  throw new ProviderError(
    "KUBELET_CONFIG_INVALID",
    `the kubelet's config file ${path} ${fact}`,
  );
}
