/**
 * What an access token of Google depends on, for the cache.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import type { GcpSection } from "./section.ts";
import { demandGoogleHost, impersonatedBy } from "./target.ts";

/**
 * Everything that decides whose token is given, beside the section itself. A key
 * counts by its name, so a new one is used at once.
 *
 * @returns `undefined` where the subject cannot be told apart.
 */
export async function identityOf(
  section: GcpSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<string | undefined> {
  demandGoogleHost(section, request);
  const { workloadIdentity, keyFile } = section;
  const email = impersonatedBy(section, request);
  if (keyFile !== undefined) {
    const { readKeyFile } = await import("./key_file.ts");
    const key = await readKeyFile(keyFile, runtime);
    return JSON.stringify(["key", key.email, key.keyId, email]);
  }
  if (workloadIdentity === undefined) return JSON.stringify(["node", email]);
  const { audience, subject } = workloadIdentity;
  const who = await subject.identity(request, runtime);
  return who && JSON.stringify(["exchange", audience, who, email]);
}
