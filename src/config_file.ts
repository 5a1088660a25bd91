/**
 * The content of the config file as a checked config.
 * @module
 */
import { type Config, decodeConfig } from "./config.ts";
import { CONFIG_VARIABLE } from "./config_path.ts";
import type { Notes } from "./notes.ts";
import type { Problem } from "./place.ts";
import type { ProviderTable } from "./provider.ts";
import { type Sections, unopenedSections } from "./registries.ts";
import { hasReports } from "./report_settings.ts";
import type { Runtime } from "./runtime.ts";
import { readSmallFile, type TextFile } from "./small_file.ts";
import { parseYaml } from "./yaml.ts";
import { YamlProblem } from "./yaml_problem.ts";

/** Bytes; 10,000 registries need about 2 MiB. */
const LARGEST_CONFIG = 16 * 1024 * 1024;

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
  const { configInvalid } = await import("./config_invalid.ts");
  throw configInvalid(path, problems);
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
  if (config.trace && notes !== undefined) {
    (await import("./trace.ts")).startTrace(notes);
  }
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
  const file = await readConfig(path, runtime);
  try {
    const value = parseYaml(file.text);
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

async function readConfig(path: string, runtime: Runtime): Promise<TextFile> {
  const file = await readSmallFile(path, LARGEST_CONFIG, runtime);
  if (typeof file === "object") return file;
  const { fileRefused } = await import("./text_file.ts");
  throw fileRefused(path, file, {
    what: "the config file",
    code: "CONFIG_UNREADABLE",
    most: LARGEST_CONFIG,
    remedy: `give --config FILE, set ${CONFIG_VARIABLE}, or create it`,
  });
}
