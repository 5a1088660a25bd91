/**
 * The metadata services of clouds, which tell a machine who it is.
 *
 * They are on the link-local network, so they speak plain HTTP: whoever can
 * answer there can also answer for the machine. Their addresses are fixed, as a
 * setting for them would be a way to have secrets sent anywhere.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";
import { reasonOf } from "./cause.ts";
import { RequestFailure } from "./failure.ts";
import { askJson } from "./ask_json.ts";
import type { JsonObject, JsonService } from "./json_service.ts";

/** Where they are. */
const SERVICES = {
  /** Azure Instance Metadata Service. */
  azure: "http://169.254.169.254",
  /** Metadata server of Google Compute Engine. */
  google: "http://metadata.google.internal",
} as const;

/** The time for all attempts: they answer within milliseconds, or not at all. */
const ALL_MS = 2_000;

/** What Azure wants to be asked again, beside 429 and 5xx: it is being updated. */
const PASSING = [404, 410];

/**
 * Asks the metadata service of a cloud, without a proxy, for at most two seconds.
 *
 * @param path Begins with `/`.
 * @throws {ProviderError} As {@linkcode askJson}.
 */
export async function askMetadata(
  cloud: keyof typeof SERVICES,
  service: JsonService,
  { path, headers }: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  },
  runtime: Runtime,
): Promise<JsonObject> {
  const signal = AbortSignal.any([
    runtime.signal,
    AbortSignal.timeout(ALL_MS),
  ]);
  const question = { url: `${SERVICES[cloud]}${path}`, method: "GET", headers };
  const bounds = {
    timeoutMs: ALL_MS,
    withoutProxy: true,
    passing: cloud === "azure" ? PASSING : [],
  };
  try {
    return await askJson(service, question, { ...runtime, signal }, bounds);
  } catch (error) {
    if (runtime.signal.aborted || !signal.aborted) throw error;
    const { unreachable } = await import("./json_failure.ts");
    throw unreachable(service, new RequestFailure(reasonOf(error)));
  }
}
