/**
 * Where the config file is, and its content as a checked config.
 * @module
 */
import {
  type Config,
  decodeConfig,
  type Sections,
  unopenedSections,
} from "./config.ts";
import { CONFIG_VARIABLE } from "./config_path.ts";
import { ProviderError } from "./errors.ts";
import type { Notes } from "./notes.ts";
import { type Problem, problemsLine } from "./place.ts";
import type { ProviderTable } from "./provider.ts";
import { hasReports } from "./report_settings.ts";
import type { Runtime } from "./runtime.ts";
import type { TextFile } from "./small_file.ts";
import { readTextFile } from "./text_file.ts";
import { startTrace } from "./trace.ts";
import { LARGEST_CONFIG } from "./config_bounds.ts";
import { parsePlainYaml } from "./plain_yaml.ts";
import { YamlProblem } from "./yaml_problem.ts";

/** A config, with the file that it came from. */
export interface LoadedConfig extends Config {
  readonly file: TextFile;
}

/**
 * Reads a config file.
 *
 * @param sections The known providers; see {@linkcode decodeConfig}.
 * @throws {ProviderError} `CONFIG_UNREADABLE` or `CONFIG_INVALID`. The message
 * holds the first problem and tells how many there are.
 */
export async function loadConfig(
  path: string,
  sections: Sections,
  runtime: Runtime,
): Promise<LoadedConfig> {
  const { config, problems, file } = await checkConfig(path, sections, runtime);
  if (config !== undefined) return { ...config, file };
  throw new ProviderError("CONFIG_INVALID", problemsLine(path, problems));
}

/** Where a config is, and which providers it may name. */
export interface ConfigSource {
  readonly configPath: string;
  readonly providers: ProviderTable;
  readonly runtime: Runtime;
  /** Where to note what is found out on the way. */
  readonly notes?: Notes;
}

/**
 * Reads a config file, but looks into no provider section.
 *
 * @throws {ProviderError} As {@linkcode loadConfig}.
 */
export async function openConfig(
  { configPath, providers, runtime, notes }: ConfigSource,
): Promise<LoadedConfig> {
  const sections = unopenedSections(Object.keys(providers));
  const config = await loadConfig(configPath, sections, runtime);
  if (config.trace && notes !== undefined) startTrace(notes);
  const words =
    `the config ${configPath} is read; registries: ${config.rules.length}`;
  notes?.trace?.({ words });
  return config;
}

/**
 * Reads a config file and keeps all its problems.
 *
 * @throws {ProviderError} `CONFIG_UNREADABLE` where there is no text to check.
 */
export async function checkConfig(
  path: string,
  sections: Sections,
  runtime: Runtime,
): Promise<
  { config?: Config; problems: readonly Problem[]; file: TextFile }
> {
  const file = await readTextFile(path, {
    what: "the config file",
    code: "CONFIG_UNREADABLE",
    most: LARGEST_CONFIG,
    remedy: `give --config FILE, set ${CONFIG_VARIABLE}, or create it`,
  }, runtime);
  try {
    const value = parsePlainYaml(file.text) ?? await parseAnyYaml(file.text);
    const reports = hasReports(value)
      ? (await import("./report_sections.ts")).REPORT_SECTIONS
      : undefined;
    return { ...decodeConfig(value, sections, reports), file };
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const at = error.line === undefined ? "" : `line ${error.line}`;
    return { problems: [{ path: at, message: error.message }], file };
  }
}

async function parseAnyYaml(text: string): Promise<unknown> {
  const { parseYaml } = await import("./yaml.ts");
  return parseYaml(text);
}
