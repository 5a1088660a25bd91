/**
 * Vault and OpenBao: credentials in a KV engine, read with a token that says on
 * whose behalf.
 * @module
 */
import type { CredentialSource, Provider } from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { withAnnotation } from "../../src/subject/annotation.ts";
import { type VaultSection, vaultSection } from "./section.ts";
import { roleOf } from "./target.ts";

/** Answers with the two fields of a secret. */
export const provider: Provider = {
  section: transform(vaultSection, toSource),
};

function toSource(section: VaultSection): CredentialSource {
  const { subject, roleAnnotation, caFile } = section;
  return {
    perImage: subject.perImage,
    secrets: subject.secrets,
    files: caFile === undefined ? [] : [caFile],
    backend: {
      host: new URL(section.address).host,
      sends: `POST with ${subject.words}; then GET of ${section.path}`,
    },
    serviceAccount: withAnnotation(subject.account, roleAnnotation),
    check: (runtime) => subject.check(runtime),
    warnings: async (runtime) => {
      const { authoritiesWarnings } = await import(
        "../../src/http/authorities_warnings.ts"
      );
      return [
        ...await subject.warnings(runtime),
        ...await authoritiesWarnings(caFile, runtime),
      ];
    },
    // Where the secret is, stands in the rule.
    identity: async (request, runtime) => {
      const role = roleOf(section, request);
      const who = await subject.identity(request, runtime);
      return who && JSON.stringify([role, who]);
    },
    getCredentials: async (request, runtime) => {
      const { fetchSecret } = await import("./credentials.ts");
      return await fetchSecret(section, request, runtime);
    },
  };
}
