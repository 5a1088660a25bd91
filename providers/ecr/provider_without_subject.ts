/**
 * Amazon ECR for rules without a subject; see `provider.ts`.
 * @module
 */
import type {
  AccountUse,
  CredentialSource,
  Provider,
} from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { identityOf, scopeOf } from "./identity.ts";
import { DEFAULT_AUDIENCE, type EcrSection, plainSection } from "./fields.ts";

/** Answers with a token of ECR. The AWS SDK is loaded only where one has to be fetched. */
export const provider: Provider = {
  section: transform(plainSection, toSource),
};

/** What a section means. */
export function toSource(section: EcrSection): CredentialSource {
  const subject = section.web?.subject;
  return {
    // A token is for the whole registry.
    perImage: subject?.perImage ?? false,
    secrets: subject?.secrets ?? [],
    serviceAccount: section.serviceAccount === undefined
      ? section.web?.account
      : accountUse(section.serviceAccount, section.stsEndpoint),
    username: () => Promise.resolve("AWS"),
    check: async (runtime) => await subject?.check(runtime),
    warnings: async (runtime, match) => {
      const { patternWarnings } = await import("./pattern.ts");
      const { profileWarnings } = await import("./profile_warnings.ts");
      return [
        ...await subject?.warnings(runtime) ?? [],
        ...patternWarnings(section, match),
        ...await profileWarnings(section, runtime),
      ];
    },
    scope: (request) => scopeOf(section, request),
    identity: (request, runtime) => identityOf(section, request, runtime),
    getCredentials: async (request, runtime) => {
      const { fetchToken } = await import("./credentials.ts");
      return await fetchToken(section, request, runtime);
    },
  };
}

function accountUse(
  { roleAnnotation, audience }: NonNullable<EcrSection["serviceAccount"]>,
  stsEndpoint: string | undefined,
): AccountUse {
  return {
    annotationKeys: roleAnnotation === undefined ? [] : [roleAnnotation],
    audience: audience ?? DEFAULT_AUDIENCE,
    isDefaultAudience: audience === undefined,
    cacheType: "ServiceAccount",
    isRequired: true,
    receiver: stsEndpoint ?? "AWS STS",
  };
}
