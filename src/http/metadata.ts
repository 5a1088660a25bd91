/**
 * The metadata services of clouds, which tell a machine who it is.
 *
 * They are on the link-local network, so they speak plain HTTP: whoever can
 * answer there can also answer for the machine. Their addresses are fixed, as a
 * setting for them would be a way to have secrets sent anywhere.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";
import { askJson } from "./ask_json.ts";
import type { JsonObject, JsonService } from "./json_service.ts";

/** Where they are. */
const SERVICES = {
  /** Azure Instance Metadata Service. */
  azure: "http://169.254.169.254",
  /** Metadata server of Google Compute Engine. */
  google: "http://metadata.google.internal",
} as const;

/** The time of an attempt: they answer within milliseconds, or not at all. */
const ATTEMPT_MS = 2_000;

/** What Azure wants to be asked again, beside 429 and 5xx: it is being updated. */
const PASSING = [404, 410];

/**
 * Asks the metadata service of a cloud, without a proxy. Where nothing answers
 * within two seconds, it is not asked again.
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
  const question = { url: `${SERVICES[cloud]}${path}`, method: "GET", headers };
  return await askJson(service, question, runtime, {
    timeoutMs: ATTEMPT_MS,
    isLateFinal: true,
    withoutProxy: true,
    passing: cloud === "azure" ? PASSING : [],
  });
}
