/**
 * The content of the config file as a checked config.
 * @module
 */
import { type Config, decodeConfig } from "./config.ts";
import { configBeside } from "./path.ts";
import type { Problem } from "../schema/place.ts";
import type { Sections } from "./registries.ts";
import { hasReports } from "./report_settings.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readSmallFile, type TextFile } from "../format/small_file.ts";
import { parseYaml } from "../format/yaml.ts";

/** Bytes; 10,000 registries need about 2 MiB. */
const LARGEST_CONFIG = 16 * 1024 * 1024;

/** A config, with the file that it came from. */
export interface LoadedConfig extends Config {
  readonly file: TextFile;
  /** The only folder that its secrets, keys and certificates may be in; `undefined` allows any. */
  readonly filesWithin?: string | undefined;
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
  const { configInvalid } = await import("./invalid.ts");
  throw configInvalid(path, problems);
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
    const value = await parseYaml(file.text);
    const reports = hasReports(value)
      ? (await import("./report_sections.ts")).REPORT_SECTIONS
      : undefined;
    const { config, problems } = decodeConfig(value, sections, reports);
    if (config !== undefined) return { config, problems, file };
    const { explained } = await import("../schema/explained.ts");
    return { problems: explained(problems, file.text), file };
  } catch (error) {
    const { YamlProblem } = await import("../format/yaml_problem.ts");
    if (!(error instanceof YamlProblem)) throw error;
    const at = error.line === undefined ? "" : `line ${error.line}`;
    return { problems: [{ path: at, message: error.message }], file };
  }
}

async function readConfig(path: string, runtime: Runtime): Promise<TextFile> {
  const file = await readSmallFile(path, LARGEST_CONFIG, runtime);
  if (typeof file === "object") return file;
  const isSearched = path === configBeside(runtime.executable());
  const { configRefused } = await import("./unreadable.ts");
  throw configRefused(
    path,
    file,
    { most: LARGEST_CONFIG, isSearched },
    runtime,
  );
}
