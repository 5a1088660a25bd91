/**
 * The kubelet's question and our answer.
 * @module
 */
import { type ConfigSource, openConfig } from "./open_config.ts";
import { type KubeletRequest, readRequest } from "../kubelet/request.ts";
import { encodeResponse } from "../kubelet/response.ts";
import type { EntryScope } from "../kubelet/scope.ts";
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
  source: ConfigSource & {
    readonly notes: Notes;
    readonly scope?: EntryScope | undefined;
  },
): Promise<string> {
  const request = await requestIn(bytes);
  const config = await openConfig(source);
  const { providers, runtime, notes, scope } = source;
  const asked = { ...request, scope };
  const found = await lookUp(asked, config, providers, runtime, notes);
  return encodeResponse(request, found);
}

async function requestIn(bytes: Uint8Array): Promise<KubeletRequest> {
  const request = await readRequest(bytes);
  if (typeof request === "object" && "image" in request) return request;
  const { requestRefused } = await import("../kubelet/request_fault.ts");
  throw requestRefused(request);
}
