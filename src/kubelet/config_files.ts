/**
 * A CredentialProviderConfig on disk: one file, or a folder of them.
 *
 * Restates `readCredentialProviderConfig` of Kubernetes
 * `pkg/credentialprovider/plugin/config.go` (folders since 1.34).
 * @module
 */
import { decodeKubeletConfig, type KubeletProvider } from "./config.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Problem } from "../schema/place.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TextFile } from "../format/small_file.ts";
import { readTextFile } from "../format/text_file.ts";
import { YamlProblem } from "../format/yaml_problem.ts";

/** A problem with the file that it is in. */
export interface FileProblem extends Problem {
  readonly file: string;
}

/** What the kubelet would read. */
export interface KubeletConfigFiles {
  readonly providers: readonly KubeletProvider[];
  readonly problems: readonly FileProblem[];
}

/**
 * Reads and checks what `--image-credential-provider-config` names.
 *
 * @param path A file, or a folder whose `.json`, `.yaml` and `.yml` files are
 * read in byte order.
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` where there is nothing to check.
 */
export async function readKubeletConfig(
  path: string,
  runtime: Runtime,
): Promise<KubeletConfigFiles> {
  const files = await configFilesOf(path, runtime);
  const read = await Promise.all(files.map((file) => readOne(file, runtime)));
  const providers = read.flatMap((one) => one.providers);
  const problems = read.flatMap((one) => one.problems);
  return {
    providers,
    problems: [...problems, ...sharedNames(path, providers)],
  };
}

/**
 * The files that a path stands for, in the order in which they are read. A
 * folder in a folder is passed over, whatever its name.
 *
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` for a folder without any.
 */
export async function configFilesOf(
  path: string,
  runtime: Runtime,
): Promise<readonly string[]> {
  const facts = await runtime.stat(path);
  if (typeof facts === "string" || facts.kind !== "directory") return [path];
  const names = await runtime.readFolder(path);
  const named = (typeof names === "string" ? [] : names)
    .filter((name) => /\.(?:json|yaml|yml)$/.test(name))
    .map((name) => `${path}/${name}`);
  const kinds = await Promise.all(named.map((file) => runtime.lstat(file)));
  const files = named.filter((_, at) => {
    const kind = kinds[at];
    return typeof kind !== "object" || kind.kind !== "directory";
  });
  if (files.length > 0) return files;
  throw new ProviderError(
    "KUBELET_CONFIG_INVALID",
    `the folder ${path} holds no .json, .yaml or .yml file: the kubelet would not start`,
  );
}

/**
 * Reads one file, whatever is in it.
 *
 * @returns The file; its text begins with a byte order mark where the file does,
 * since the kubelet takes a brace behind one for YAML.
 * @throws {ProviderError} `KUBELET_CONFIG_INVALID` where it cannot be read.
 */
export async function readKubeletFile(
  path: string,
  runtime: Runtime,
): Promise<TextFile> {
  const file = await readTextFile(path, {
    what: "the kubelet's config file",
    code: "KUBELET_CONFIG_INVALID",
    most: 1024 * 1024,
    remedy: 'write one with "registry-credential-provider kubelet-config"',
  }, runtime);
  const start = await runtime.readPart(path, 0, 3);
  const hasMark = typeof start !== "string" &&
    [0xef, 0xbb, 0xbf].every((byte, at) => start[at] === byte);
  return hasMark ? { ...file, text: `\ufeff${file.text}` } : file;
}

async function readOne(
  file: string,
  runtime: Runtime,
): Promise<KubeletConfigFiles> {
  const { text } = await readKubeletFile(file, runtime);
  // The parser is large, and most who check a config have no file of the kubelet.
  const { readKubeletText } = await import("./text.ts");
  try {
    const { providers, problems } = decodeKubeletConfig(
      readKubeletText(text).value,
    );
    if (problems.length === 0) return { providers, problems: [] };
    const { explained } = await import("../schema/explained.ts");
    return {
      providers,
      problems: explained(problems, text).map((one) => ({ ...one, file })),
    };
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const path = error.line === undefined ? "" : `line ${error.line}`;
    return {
      providers: [],
      problems: [{ file, path, message: error.message }],
    };
  }
}

/** Reports names that more than one provider has. */
export function sharedNames(
  file: string,
  providers: readonly KubeletProvider[],
): readonly FileProblem[] {
  const names = providers.map(({ name }) => name);
  return [...new Set(names)].filter((name) =>
    names.indexOf(name) !== names.lastIndexOf(name)
  ).map((name) => ({
    file,
    path: "providers",
    message: `"${name}" is there twice: names are unique`,
  }));
}
