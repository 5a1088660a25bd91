/**
 * What is noted of a run while it makes an answer, for the trace and the audit:
 * whoever notes something changes nothing by it.
 * @module
 */
import type { Config } from "../config/config.ts";
import type { CacheKey } from "../config/rule_match.ts";

/**
 * Where credentials came from. `hit`: from the cache; `miss`: asked for; `stale`:
 * from the cache, because asking again failed; `none`: never cached.
 */
export type CacheUse = "hit" | "miss" | "stale" | "none";

/** A step of an answer; `src/lookup/trace.ts` has the words for it. */
export type Step =
  | "asked"
  | "cache looked at"
  | "cache off"
  | "cache used"
  | "never cached"
  | "no rule"
  | "other entry"
  | "provider asked"
  | "provider done"
  | "rule found"
  | "trusted"
  | "kept";

/** Filled in as things become known. */
export interface Notes {
  /** Tells a step, which holds no secret; `undefined` where nobody wants to know. */
  trace?: (step: Step | { readonly words: string }) => void;
  /** Writes a line to standard error. */
  readonly say?: (line: string) => void;
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
  /** Its place in the list, from 0. */
  ruleIndex?: number;
  provider?: string;
  /** The host that the provider asks, where it is known beforehand. */
  backend?: string | undefined;
  /** The folder of the cache, where there is one. */
  cacheFolder?: string | undefined;
  cache?: CacheUse;
  /** How long the provider took for credentials, in milliseconds. */
  backendMs?: number;
  cacheKey?: CacheKey;
  /** How long the kubelet may keep the answer, in milliseconds. */
  cacheDurationMs?: number;
  /** A secret: only its fingerprint may leave the run. */
  credentials?: { readonly username: string; readonly password: string };
}
