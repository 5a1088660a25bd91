/**
 * The config of a run, read before anything else is done.
 * @module
 */
import { loadConfig, type LoadedConfig } from "../config/file.ts";
import type { Notes } from "./notes.ts";
import type { ProviderTable } from "../provider.ts";
import { unopenedSections } from "../config/registries.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** Where a config is, and which providers it may name. */
export interface ConfigSource {
  readonly configPath: string;
  readonly providers: ProviderTable;
  readonly runtime: Runtime;
  /** See {@linkcode LoadedConfig}. */
  readonly filesWithin?: string | undefined;
  /** Where to note what is found out on the way. */
  readonly notes?: Notes;
}

/**
 * Reads a config file, but looks into no provider section. Starts the trace
 * where the config wants one.
 *
 * @throws {ProviderError} As {@linkcode loadConfig}.
 */
export async function openConfig(
  { configPath, providers, runtime, filesWithin, notes }: ConfigSource,
): Promise<LoadedConfig> {
  const sections = unopenedSections(Object.keys(providers));
  const config = await loadConfig(configPath, sections, runtime);
  if (config.trace && notes !== undefined) {
    (await import("./trace.ts")).startTrace(notes);
  }
  const words =
    `the config ${configPath} is read; registries: ${config.rules.length}`;
  notes?.trace?.({ words });
  return { ...config, filesWithin };
}
