/**
 * What exchanged credentials depend on beside the rule, for the cache.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { variablesOf } from "../../src/jwt/template.ts";
import { filler } from "./fill.ts";
import type { ExchangeSection } from "./section.ts";

/**
 * The values of all variables, and whose token is sent. The token itself is no
 * part of it: it is renewed, and the credentials stay the same.
 *
 * @returns `undefined` where the token does not tell whose it is.
 * @throws {ProviderError} Where there is no such token, or a variable has no
 * value that may be sent.
 */
export async function identityOf(
  section: ExchangeSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<string | undefined> {
  const { subject, plan, variables } = section;
  const whose = subject === undefined
    ? []
    : await subject.identity(request, runtime);
  if (whose === undefined) return undefined;
  const fill = filler(section, request, runtime);
  const values = [...variables, ...variablesOf(plan.url)].map((variable) => [
    variable,
    fill([{ variable }]),
  ]);
  return JSON.stringify([whose, values]);
}
