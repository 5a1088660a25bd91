/**
 * One entry of a CredentialProviderConfig changed, and everything else kept.
 * @module
 */
import { ProviderError } from "./errors.ts";
import { API_GROUP, API_VERSIONS } from "./plain_request.ts";
import { CONFIG_GROUP, versionsOf } from "./kubelet_config.ts";
import { readKubeletFile } from "./kubelet_config_files.ts";
import type { KubeletEntry } from "./kubelet_entry.ts";
import type { Runtime } from "./runtime.ts";
import { isMapping } from "./is_mapping.ts";
import { parseYaml } from "./yaml.ts";
import { YamlProblem } from "./yaml_problem.ts";
import { toYaml } from "./yaml_text.ts";

/** A CredentialProviderConfig that may be changed. Fields that are not known here stay. */
export interface EditableConfig {
  readonly path: string;
  /** Exactly what is in the file. */
  readonly text: string;
  /** The version of the file: `v1`. */
  readonly version: string;
  readonly document: { readonly [key: string]: unknown };
  readonly providers: readonly KubeletEntry[];
}

/** A changed file. */
export interface Edited {
  /** In the format of the file; the same bytes where nothing had to change. */
  readonly text: string;
  /** Whether comments of the file are not in `text` any more. */
  readonly lostComments: boolean;
}

/**
 * Reads a file to change it. What this program does not know in it may be of a
 * newer kubelet, and is no reason to refuse it.
 *
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` for what is no
 * CredentialProviderConfig.
 */
export async function openKubeletConfig(
  path: string,
  runtime: Runtime,
): Promise<EditableConfig> {
  const read = await readKubeletFile(path, runtime);
  const document = parsed(read.text, path);
  if (!isMapping(document) || document["kind"] !== "CredentialProviderConfig") {
    return refuse(path, "is no CredentialProviderConfig: look at its kind");
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
    return refuse(path, 'has "providers" that are no list of mappings');
  }
  const text = await withByteOrderMark(read.text, path, runtime);
  return { path, text, version, document, providers };
}

/**
 * Adds an entry at the end, or puts it in the place of the one with its name.
 *
 * A replaced entry keeps what the new one says nothing about, such as `env`;
 * only `args` goes where the new one has none.
 *
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` where the name is there
 * twice, or service-account tokens do not go with the version of the file.
 */
export function mergeEntry(file: EditableConfig, entry: KubeletEntry): Edited {
  const { path, version, providers } = file;
  const at = placeOf(entry["name"], file);
  const { args: _args, ...kept } = providers[at] ?? {};
  // In the order of the old one, so that an equal entry is an equal text.
  const old = entry["args"] === undefined ? kept : providers[at];
  const merged: KubeletEntry = { ...old, ...entry };
  if (merged["tokenAttributes"] !== undefined) {
    if (version !== "v1") {
      return refuse(
        path,
        `is of ${CONFIG_GROUP}/${version}, which knows no service-account tokens: raise its apiVersion to ${CONFIG_GROUP}/v1 (Kubernetes 1.26 or newer)`,
      );
    }
    if (merged["apiVersion"] !== `${API_GROUP}/v1`) {
      return refuse(
        path,
        "has an entry with tokenAttributes, which need --api-version v1",
      );
    }
  }
  return edited(
    file,
    at === -1
      ? [...providers, merged]
      : providers.map((one, index) => index === at ? merged : one),
  );
}

/**
 * Takes out the entry with a name; a file without it stays as it is.
 *
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` where no entry would be
 * left: a kubelet does not start with such a file.
 */
export function removeEntry(file: EditableConfig, name: string): Edited {
  const at = placeOf(name, file);
  const left = file.providers.filter((_, index) => index !== at);
  if (at !== -1 && left.length === 0) {
    return refuse(
      file.path,
      "has no other entry, and a kubelet does not start with an empty one: take its two image-credential-provider flags out, and remove the file",
    );
  }
  return edited(file, left);
}

function placeOf(name: unknown, { path, providers }: EditableConfig): number {
  const names = providers.map((one) => one["name"]);
  const at = names.indexOf(name);
  return at === names.lastIndexOf(name) ? at : refuse(
    path,
    `has two entries named ${name}, with which no kubelet starts: keep one`,
  );
}

function edited(
  { text, document, providers: before }: EditableConfig,
  providers: readonly KubeletEntry[],
): Edited {
  if (JSON.stringify(providers) === JSON.stringify(before)) {
    return { text, lostComments: false };
  }
  const changed = { ...document, providers };
  const indent = jsonIndent(text);
  if (indent === undefined) {
    return { text: toYaml(changed), lostComments: hasComment(text) };
  }
  const end = /\n$/.test(text) ? "\n" : "";
  return {
    text: JSON.stringify(changed, null, indent) + end,
    lostComments: false,
  };
}

// How a JSON text is indented; undefined where it is YAML.
function jsonIndent(text: string): string | undefined {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return /^\ufeff?\s*\{\r?\n([ \t]*)/.exec(text)?.[1] ?? "";
  } catch {
    return undefined;
  }
}

// What stands in quotes is no comment. A # in a text block is taken for one: it costs a line.
function hasComment(text: string): boolean {
  return text.split("\n").some((line) =>
    /(?:^|\s)#/.test(line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "x"))
  );
}

function parsed(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const at = error.line === undefined ? "" : `line ${error.line} `;
    return refuse(path, `cannot be read: ${at}${error.message}`);
  }
}

// Reading takes the mark away; the same bytes need it back.
async function withByteOrderMark(
  text: string,
  path: string,
  runtime: Runtime,
): Promise<string> {
  const bytes = await runtime.readPart(path, 0, 3);
  const hasMark = typeof bytes !== "string" &&
    [0xef, 0xbb, 0xbf].every((byte, at) => bytes[at] === byte);
  return hasMark ? `\ufeff${text}` : text;
}

function refuse(path: string, fact: string): never {
  throw new ProviderError(
    "KUBELET_CONFIG_INVALID",
    `the kubelet's config file ${path} ${fact}`,
  );
}
