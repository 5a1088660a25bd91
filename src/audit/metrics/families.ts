/**
 * What is counted for Prometheus.
 * @module
 */

/** Metrics of one name. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
}

const family = (
  name: string,
  type: Family["type"],
  help: string,
): Family => ({ name: `registry_credential_provider_${name}`, type, help });

/** All of them, in the order of the file. */
export const FAMILIES = {
  requests: family(
    "requests_total",
    "counter",
    "Requests by the registry of the config that answers, empty where none matches, and by what became of them.",
  ),
  failures: family(
    "failures_total",
    "counter",
    "Requests without an answer, by error code.",
  ),
  cache: family(
    "cache_requests_total",
    "counter",
    "Requests for credentials that are cached: from the cache (hit), fetched (miss), or from the cache because fetching failed (stale).",
  ),
  run: family(
    "run_duration_seconds",
    "histogram",
    "Time to the answer, without the start of the runtime.",
  ),
  backend: family(
    "backend_duration_seconds",
    "histogram",
    "Time that a provider took for credentials.",
  ),
  lastSuccess: family(
    "last_success_timestamp_seconds",
    "gauge",
    "When a registry of the config last gave credentials.",
  ),
  lastFailure: family(
    "last_failure_timestamp_seconds",
    "gauge",
    "When a registry of the config last gave none.",
  ),
  undelivered: family(
    "webhook_undelivered_total",
    "counter",
    "Records of the audit that the webhook did not get.",
  ),
  build: family(
    "build_info",
    "gauge",
    "The program that wrote this file last; always 1.",
  ),
} as const;

/**
 * Upper bounds of the histograms, in seconds. Whoever changes them changes the
 * format of the file, too.
 */
export const BOUNDS = [
  ...[0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  ...[1, 2.5, 5, 10, 30],
] as const;
