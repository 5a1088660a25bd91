/**
 * What is noted of a run while it makes an answer, for the trace and the audit:
 * whoever notes something changes nothing by it.
 * @module
 */
import type { Config } from "./config.ts";
import type { CacheKeyType } from "./rule_match.ts";

/**
 * Where credentials came from. `hit`: from the cache; `miss`: asked for; `stale`:
 * from the cache, because asking again failed; `none`: never cached.
 */
export type CacheUse = "hit" | "miss" | "stale" | "none";

/** Filled in as things become known. */
export interface Notes {
  /** Tells a step, which holds no secret; `undefined` where nobody wants to know. */
  trace?: (step: string) => void;
  /** Sets {@linkcode trace}, for a config with `trace: true`. */
  readonly startTrace?: () => void;
  /** The command of the run; `kubelet` where there is none. */
  command: string;
  /** Set where an answer is made: what the config wants done after it. */
  reports?: Pick<Config, "audit" | "metrics" | "rules">;
  /** The image without tag and digest. */
  image?: string;
  /** From the claims of the token, which nobody has verified. */
  serviceAccount?: {
    readonly namespace: string | undefined;
    readonly name: string | undefined;
  } | undefined;
  rule?: string;
  provider?: string;
  cache?: CacheUse;
  /** How long the provider took for credentials, in milliseconds. */
  backendMs?: number;
  cacheKeyType?: CacheKeyType;
  /** How long the kubelet may keep the answer, in milliseconds. */
  cacheDurationMs?: number;
  /** A secret: only its fingerprint may leave the run. */
  credentials?: { readonly username: string; readonly password: string };
}

/** The notes of a run of which nothing is known yet. */
export function newNotes(): Notes {
  return { command: "kubelet" };
}
