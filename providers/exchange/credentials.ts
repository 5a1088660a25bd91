/**
 * Credentials for one request: ask, and read the answer.
 * @module
 */
import { askJson } from "../../src/http/ask_json.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { questionFor } from "./question.ts";
import { credentialsIn } from "./read.ts";
import type { ExchangeSection } from "./section.ts";
import { serviceAt } from "./service.ts";

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
  const { host } = section.plan;
  const question = await questionFor(section, request, runtime);
  const authorities = await authoritiesOf(section, runtime);
  const answer = await askJson(serviceAt(host), question, runtime, {
    authorities,
  });
  return credentialsIn(answer, section, request, runtime);
}

async function authoritiesOf(
  { plan: { caFile } }: ExchangeSection,
  runtime: Runtime,
): Promise<string | undefined> {
  if (caFile === undefined) return undefined;
  const { readAuthorities } = await import("../../src/http/authorities.ts");
  return await readAuthorities(caFile, runtime);
}
