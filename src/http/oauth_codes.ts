/**
 * Codes of errors of OAuth. What is none of them is never shown.
 * @module
 */
import type { JsonObject } from "./json_service.ts";

/** RFC 6749 (4.1.2.1, 5.2), RFC 6750 (3.1), RFC 8628 (3.5) RFC 8693 (2.2.2) and
 * RFC 7009 (2.2.1). */
const CODES: readonly unknown[] = [
  "access_denied",
  "expired_token",
  "insufficient_scope",
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "invalid_target",
  "invalid_token",
  "server_error",
  "slow_down",
  "temporarily_unavailable",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_token_type",
];

/** Those that say that it may be asked again. */
const PASSING: readonly unknown[] = [
  "server_error",
  "slow_down",
  "temporarily_unavailable",
];

/** Whether a code says that the same request may succeed later. */
export function isPassingCode(code: string | undefined): boolean {
  return PASSING.includes(code);
}

/** The code in the answer of a token endpoint; `undefined` for one that is not known. */
export function oauthCode({ error }: JsonObject): string | undefined {
  return CODES.includes(error) ? String(error) : undefined;
}
