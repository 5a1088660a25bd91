/**
 * Failures of a service that answers in JSON, in words that say what to do.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { passesWithTime } from "./ask.ts";
import { RequestFailure } from "./failure.ts";
import type { JsonObject, JsonService } from "./json_service.ts";
import { isPassingCode } from "./oauth_codes.ts";
import { wordsFor } from "./words.ts";

/** What to throw where there was no whole answer. */
export function unreachable(
  { name, wanted, network, hasCaFile }: JsonService,
  error: unknown,
): unknown {
  if (!(error instanceof RequestFailure)) return error;
  const words = wordsFor(error, {
    ...hasCaFile &&
      { "untrusted": 'name its authority in "caFile" of the rule' },
    others: network,
  });
  return new ProviderError(
    "BACKEND_UNAVAILABLE",
    `${name} cannot be asked for ${wanted}: ${words}`,
  );
}

/**
 * What to throw where the status is none of success, or the body no object.
 *
 * @param body The body, where it is an object.
 */
export function refused(
  service: JsonService,
  status: number,
  body: JsonObject | undefined,
): ProviderError {
  const { name, wanted } = service;
  const code = body && service.codeIn?.(body, status);
  const shown = code === undefined ? "" : ` (${code})`;
  if (status < 300) {
    return new ProviderError(
      "BACKEND_UNAVAILABLE",
      `${name} answers without ${wanted}, and with no JSON object: ${service.network}`,
    );
  }
  const wasTriedAgain = passesWithTime(status);
  if (wasTriedAgain || isPassingCode(code)) {
    const what = status === 429 ? "throttles" : "fails";
    const attempts = wasTriedAgain ? ", after three attempts" : "";
    return new ProviderError(
      "BACKEND_UNAVAILABLE",
      `${name} ${what} the request for ${wanted} with status ${status}${shown}${attempts}: it will be asked again at the next pull`,
    );
  }
  return new ProviderError(
    "BACKEND_DENIED",
    status < 400
      ? `${name} redirects the request for ${wanted} with status ${status}, which is not followed: ${service.network}`
      : `${name} refuses the request for ${wanted} with status ${status}${shown}: ${
        service.remedy(code, status)
      }`,
  );
}
