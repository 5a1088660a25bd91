/**
 * A failed attempt to fetch a credential, as the processes that waited for it
 * read it.
 * @module
 */
import { type ErrorCode, ProviderError } from "../runtime/errors.ts";
import { isMapping } from "../format/is_mapping.ts";
import { jsonObject } from "../format/json_object.ts";

/** What a backend's failure is to those who waited. */
export interface CacheFailure {
  /** Everything the credential depends on, as in an entry. */
  readonly key: string;
  /** When it failed, in milliseconds since 1970. */
  readonly at: number;
  readonly code: ErrorCode;
  /** The message of a `ProviderError`, which never holds a secret. */
  readonly message: string;
}

/** Now, and since when this process has been running. */
export interface WaitClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since this process began, by a clock that nobody sets. */
  ageMs(): number;
}

/**
 * A failure as text. It takes the place of an entry, and is none: a reader of
 * entries takes it for damage.
 */
export function encodeFailure(failure: CacheFailure): string {
  return `${JSON.stringify({ version: 1, told: failure })}\n`;
}

/**
 * The failure that a process shares because it was already running when the
 * backend failed.
 *
 * @returns `undefined` for a process that began afterwards, so the next pull
 * asks again; for another key; and where the clock was moved meanwhile.
 */
export function sharedFailure(
  text: string | undefined,
  key: string,
  clock: WaitClock,
): ProviderError | undefined {
  const value = jsonObject(text ?? "");
  const told = value?.["version"] === 1 ? value["told"] : undefined;
  if (!isMapping(told)) return undefined;
  const { at, code, message } = told;
  if (told["key"] !== key || typeof at !== "number") return undefined;
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  if (!/^[A-Z_]+$/.test(code)) return undefined;
  const agoMs = clock.now() - at;
  return agoMs >= 0 && agoMs <= clock.ageMs()
    ? new ProviderError(code as ErrorCode, message)
    : undefined;
}
