/**
 * The kubelet's question and our answer.
 * @module
 */
import { type ConfigSource, openConfig } from "./config_file.ts";
import { decodeRequest, encodeResponse } from "./kubelet.ts";
import { lookUp } from "./lookup.ts";

/**
 * Answers one request.
 *
 * @param request The bytes of standard input.
 * @returns The bytes of standard output, as text.
 * @throws {ProviderError} Where there is no answer. Never an empty answer
 * instead: the kubelet would keep it.
 */
export async function answer(
  request: Uint8Array,
  source: ConfigSource,
): Promise<string> {
  const decoded = decodeRequest(request);
  const config = await openConfig(source);
  const { providers, runtime, notes } = source;
  const found = await lookUp(decoded, config, providers, runtime, notes);
  return encodeResponse(
    decoded,
    found && { ...found, cacheKeyType: found.cacheKey.type },
  );
}
