/**
 * The kubelet's question and our answer.
 *
 * What is plain takes the short way; the modules for everything else are loaded
 * only where something is not.
 * @module
 */
import { LARGEST_CONFIG } from "./config_bounds.ts";
import type { ConfigSource, LoadedConfig } from "./config_file.ts";
import { encodeResponse } from "./kubelet_response.ts";
import { lookUp } from "./lookup.ts";
import type { Notes } from "./notes.ts";
import { plainConfig } from "./plain_config.ts";
import type { ImageName } from "./plain_image_name.ts";
import { plainRequest } from "./plain_request.ts";
import { parsePlainYaml } from "./plain_yaml.ts";
import { readSmallFile } from "./small_file.ts";

/** Characters from which on it pays not to parse all of a config. */
const LONG_CONFIG = 8_192;

/**
 * Answers one request.
 *
 * @param bytes Those of standard input.
 * @returns The bytes of standard output, as text.
 * @throws {ProviderError} Where there is no answer. Never an empty answer
 * instead: the kubelet would keep it.
 */
export async function answer(
  bytes: Uint8Array,
  source: ConfigSource & { readonly notes: Notes },
): Promise<string> {
  const request = plainRequest(bytes) ??
    (await import("./kubelet_request.ts")).decodeRequest(bytes);
  const config = await openPlainConfig(request.image, source) ??
    await (await import("./config_file.ts")).openConfig(source);
  const { providers, runtime, notes } = source;
  const found = await lookUp(request, config, providers, runtime, notes);
  return encodeResponse(request, found);
}

async function openPlainConfig(
  image: ImageName,
  { configPath, providers, runtime, notes }: ConfigSource,
): Promise<LoadedConfig | undefined> {
  if (notes?.trace !== undefined) return undefined;
  const file = await readSmallFile(configPath, LARGEST_CONFIG, runtime);
  if (typeof file !== "object") return undefined;
  const { text } = file;
  const names = Object.keys(providers);
  if (text.length > LONG_CONFIG) {
    const { configFor } = await import("./many_registries.ts");
    const config = configFor(image, text, names);
    if (config !== undefined) return { ...config, file };
  }
  const value = parsePlainYaml(text);
  const config = value && plainConfig(value, names);
  return config && { ...config, file };
}
