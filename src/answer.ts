/**
 * The kubelet's question and our answer.
 * @module
 */
import { type ConfigSource, openConfig } from "./config_file.ts";
import { type KubeletRequest, readRequest } from "./kubelet_request.ts";
import { encodeResponse } from "./kubelet_response.ts";
import { lookUp } from "./lookup.ts";
import type { Notes } from "./notes.ts";

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
  const request = await requestIn(bytes);
  const config = await openConfig(source);
  const { providers, runtime, notes } = source;
  const found = await lookUp(request, config, providers, runtime, notes);
  return encodeResponse(request, found);
}

async function requestIn(bytes: Uint8Array): Promise<KubeletRequest> {
  const request = readRequest(bytes);
  if (typeof request === "object" && "image" in request) return request;
  const { requestRefused } = await import("./kubelet_request_fault.ts");
  throw requestRefused(request);
}
