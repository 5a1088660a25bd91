/**
 * One line of the audit: who asked for what, and what became of it.
 * @module
 */
import { formatGoDuration } from "../format/duration_text.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { CacheUse, Notes } from "../lookup/notes.ts";

/** What became of a request. */
export type AuditOutcome = "answered" | "no-match" | "failed";

/** A record. `null` stands for what was not known, or does not apply. */
export interface AuditRecord {
  /** RFC 3339 in UTC: when the answer was there. */
  readonly time: string;
  readonly version: string;
  /** `kubelet`, or the command. */
  readonly command: string;
  /** Without tag and digest, as the kubelet asks. */
  readonly image: string | null;
  readonly rule: string | null;
  readonly provider: string | null;
  /** The host that the provider asks, or would have asked. */
  readonly backend: string | null;
  readonly outcome: AuditOutcome;
  /** An error code of the README. */
  readonly code: string | null;
  readonly cache: CacheUse | null;
  readonly backendMs: number | null;
  readonly totalMs: number;
  readonly cacheKeyType: string | null;
  /** A Go duration. */
  readonly cacheDuration: string | null;
  /** From the token's claims, which nobody has verified here. */
  readonly serviceAccount: {
    readonly namespace: string | null;
    readonly name: string | null;
  } | null;
  /** A keyed fingerprint of rule, user name and password. */
  readonly fingerprint: string | null;
}

/** What the notes do not say. */
export interface RecordFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** To the answer, in milliseconds; the start of the runtime does not count. */
  readonly totalMs: number;
  readonly version: string;
  /** What was thrown; `undefined` where there was an answer. */
  readonly error: unknown;
  readonly fingerprint: string | undefined;
}

/** The record of a run. */
export function auditRecord(notes: Notes, facts: RecordFacts): AuditRecord {
  const { error, fingerprint, now, totalMs, version } = facts;
  const outcome = outcomeOf(notes, error);
  const { serviceAccount, cacheDurationMs } = notes;
  return {
    time: new Date(now).toISOString(),
    version,
    command: notes.command,
    image: notes.image ?? null,
    rule: notes.rule ?? null,
    provider: notes.provider ?? null,
    backend: notes.backend ?? null,
    outcome,
    code: outcome === "failed" ? codeOf(error) : null,
    cache: notes.cache ?? null,
    backendMs: notes.backendMs ?? null,
    totalMs: Math.round(totalMs),
    cacheKeyType: notes.cacheKey?.type ?? null,
    cacheDuration: cacheDurationMs === undefined
      ? null
      : formatGoDuration(cacheDurationMs),
    serviceAccount: serviceAccount === undefined ? null : {
      namespace: kubernetesName(serviceAccount.namespace),
      name: kubernetesName(serviceAccount.name),
    },
    fingerprint: fingerprint ?? null,
  };
}

function outcomeOf({ rule }: Notes, error: unknown): AuditOutcome {
  if (error instanceof ProviderError && error.code === "NO_MATCH") {
    return "no-match";
  }
  if (error !== undefined) return "failed";
  return rule === undefined ? "no-match" : "answered";
}

function codeOf(error: unknown): string {
  return error instanceof ProviderError ? error.code : "INTERNAL";
}

// Claims may hold anything; what no account can be called is not repeated.
function kubernetesName(text: string | undefined): string | null {
  return text !== undefined && /^[a-z0-9][a-z0-9.-]{0,252}$/.test(text)
    ? text
    : null;
}
