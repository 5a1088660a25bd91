/**
 * The kubelet's question and our answer.
 * @module
 */
import { unopenedSections } from "./config.ts";
import { loadConfig } from "./config_file.ts";
import { decodeRequest, encodeResponse } from "./kubelet.ts";
import { lookUp } from "./lookup.ts";
import type { ProviderTable } from "./provider.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Answers one request.
 *
 * @param request The bytes of standard input.
 * @param configPath Where the config is.
 * @returns The bytes of standard output, as text.
 * @throws {ProviderError} Where there is no answer. Never an empty answer
 * instead: the kubelet would keep it.
 */
export async function answer(
  request: Uint8Array,
  configPath: string,
  providers: ProviderTable,
  runtime: Runtime,
): Promise<string> {
  const decoded = decodeRequest(request);
  const sections = unopenedSections(Object.keys(providers));
  const config = await loadConfig(configPath, sections, runtime);
  const found = await lookUp(decoded, config, providers, runtime);
  return encodeResponse(
    decoded,
    found && { ...found, cacheKeyType: found.cacheKey.type },
  );
}
