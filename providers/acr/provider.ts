/**
 * Azure Container Registry: tokens that a registry gives out for those of
 * Microsoft Entra, valid for about three hours.
 * @module
 */
import type { CredentialSource, Provider } from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { withAnnotation } from "../../src/subject/annotation.ts";
import { CLOUDS } from "./cloud.ts";
import { identityOf } from "./identity.ts";
import { type AcrSection, acrSection } from "./section.ts";
import { USERNAME } from "./target.ts";

/** Answers with a token of the registry. */
export const provider: Provider = {
  section: transform(acrSection, toSource),
};

function toSource(section: AcrSection): CredentialSource {
  const { subject, clientSecret, certificate, clientIdAnnotation } = section;
  return {
    // A token is for the whole registry.
    perImage: subject?.perImage ?? false,
    secrets: [clientSecret, certificate, ...subject?.secrets ?? []]
      .filter((one) => one !== undefined),
    serviceAccount: withAnnotation(subject?.account, clientIdAnnotation),
    backend: backendOf(section),
    username: () => Promise.resolve(USERNAME),
    check: async (runtime) => {
      await subject?.check(runtime);
      if (certificate === undefined) return;
      const { readCertificate } = await import("./certificate.ts");
      const { checkedKey } = await import("../../src/jwt/checked_key.ts");
      const { choice } = await readCertificate(certificate, runtime);
      await checkedKey(choice, runtime);
    },
    warnings: async (runtime, match) => {
      const { patternWarnings } = await import("./pattern.ts");
      return [
        ...await subject?.warnings(runtime) ?? [],
        ...patternWarnings(section, match),
      ];
    },
    identity: (request, runtime) => identityOf(section, request, runtime),
    getCredentials: async (request, runtime) => {
      const { fetchToken } = await import("./credentials.ts");
      return await fetchToken(section, request, runtime);
    },
  };
}

function backendOf(
  { subject, clientSecret, certificate, cloud, registry }: AcrSection,
): CredentialSource["backend"] {
  const more = `; then its token to ${registry ?? "the registry of the image"}`;
  const proof = clientSecret !== undefined
    ? "the client secret"
    : certificate !== undefined
    ? "an assertion of the certificate's key"
    : subject?.words;
  return proof === undefined
    ? { host: "169.254.169.254", sends: `GET without a secret${more}` }
    : { host: CLOUDS[cloud].authority, sends: `POST with ${proof}${more}` };
}
