/**
 * Google Artifact Registry and Container Registry: access tokens that Google
 * gives out, valid for an hour.
 * @module
 */
import type { CredentialSource, Provider } from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { withAnnotation } from "../../src/subject/annotation.ts";
import { identityOf } from "./identity.ts";
import { type GcpSection, gcpSection } from "./section.ts";
import { demandGoogleHost, USERNAME } from "./target.ts";

/** Answers with an access token. */
export const provider: Provider = {
  section: transform(gcpSection, toSource),
};

function toSource(section: GcpSection): CredentialSource {
  const { workloadIdentity, keyFile, impersonateAnnotation } = section;
  const subject = workloadIdentity?.subject;
  return {
    // A token is for all registries of Google.
    perImage: subject?.perImage ?? false,
    secrets: keyFile === undefined
      ? subject?.secrets ?? []
      : [{ kind: "file", path: keyFile }],
    serviceAccount: withAnnotation(subject?.account, impersonateAnnotation),
    backend: backendOf(section),
    username: () => Promise.resolve(USERNAME),
    check: async (runtime) => {
      await subject?.check(runtime);
      if (keyFile === undefined) return;
      const { readKeyFile } = await import("./key_file.ts");
      const { checkedKey } = await import("../../src/jwt/checked_key.ts");
      await checkedKey((await readKeyFile(keyFile, runtime)).choice, runtime);
    },
    warnings: async (runtime, match) => {
      const { patternWarnings } = await import("./pattern.ts");
      return [
        ...await subject?.warnings(runtime) ?? [],
        ...patternWarnings(section.registry, match),
      ];
    },
    identity: (request, runtime) => identityOf(section, request, runtime),
    getCredentials: async (request, runtime) => {
      demandGoogleHost(section, request);
      const { fetchToken } = await import("./credentials.ts");
      return await fetchToken(section, request, runtime);
    },
  };
}

function backendOf(
  { workloadIdentity, keyFile, impersonate, impersonateAnnotation }: GcpSection,
): CredentialSource["backend"] {
  const more = impersonate === undefined && impersonateAnnotation === undefined
    ? ""
    : "; then its token to iamcredentials.googleapis.com";
  if (keyFile !== undefined) {
    return {
      host: "oauth2.googleapis.com",
      sends: `POST with an assertion of the key in ${keyFile}${more}`,
    };
  }
  return workloadIdentity === undefined
    ? { host: "metadata.google.internal", sends: `GET without a secret${more}` }
    : {
      host: "sts.googleapis.com",
      sends: `POST with ${workloadIdentity.subject.words}${more}`,
    };
}
