/**
 * What a token of a registry depends on, for the cache.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import type { AcrSection } from "./section.ts";
import { clientOf, registryOf } from "./target.ts";

/**
 * Everything that decides which token is given, beside the section itself: the
 * host of the registry, and the identity that asks it.
 *
 * @returns `undefined` where the subject cannot be told apart.
 */
export async function identityOf(
  section: AcrSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<string | undefined> {
  const registry = registryOf(section, request);
  const client = clientOf(section, request);
  const { subject } = section;
  const who = subject === undefined
    ? []
    : await subject.identity(request, runtime);
  return who && JSON.stringify([registry, client, who]);
}
