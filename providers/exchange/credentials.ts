/**
 * Credentials for one request: ask, and read the answer.
 * @module
 */
import { ask, TOKEN_BOUNDS } from "../../src/http/ask.ts";
import { RequestFailure } from "../../src/http/failure.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { questionFor } from "./question.ts";
import { credentialsIn } from "./read.ts";
import type { ExchangeSection } from "./section.ts";

/**
 * Exchanges the token of a rule for credentials. Throttling, 5xx and failures of
 * the network are tried three times; nothing else is, and no redirect is
 * followed.
 *
 * @throws {ProviderError} `BACKEND_DENIED` or `BACKEND_UNAVAILABLE`, with what
 * to change; the errors of the subject, of secrets and of variables. Never with
 * a piece of what was sent or received.
 */
export async function exchange(
  section: ExchangeSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Credentials> {
  const { plan } = section;
  const question = await questionFor(section, request, runtime);
  const bounds = {
    ...TOKEN_BOUNDS,
    authorities: await authoritiesOf(section, runtime),
  };
  let answer;
  try {
    answer = await ask(question, bounds, runtime);
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    const { unreachable } = await import("./failure.ts");
    throw unreachable(error, plan.host);
  }
  if (answer.status < 200 || answer.status > 299) {
    const { refused } = await import("./failure.ts");
    throw refused(answer, plan.host);
  }
  return credentialsIn(answer.body, section, request, runtime);
}

async function authoritiesOf(
  { plan: { caFile } }: ExchangeSection,
  runtime: Runtime,
): Promise<string | undefined> {
  if (caFile === undefined) return undefined;
  const { readAuthorities } = await import("../../src/http/authorities.ts");
  return await readAuthorities(caFile, runtime);
}
