/**
 * Amazon ECR: tokens that AWS gives out, valid for twelve hours.
 * @module
 */
import type {
  AccountUse,
  CredentialSource,
  Provider,
} from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { identityOf } from "./identity.ts";
import { type EcrSection, ecrSection } from "./section.ts";
import { DEFAULT_AUDIENCE } from "./target.ts";

/** Answers with a token of ECR. The AWS SDK is loaded only where one has to be fetched. */
export const provider: Provider = {
  section: transform(ecrSection, toSource),
};

function toSource(section: EcrSection): CredentialSource {
  return {
    // A token is for the whole registry.
    perImage: false,
    secrets: [],
    serviceAccount: section.serviceAccount === undefined
      ? undefined
      : accountUse(section.serviceAccount, section.stsEndpoint),
    username: () => Promise.resolve("AWS"),
    warnings: async (_runtime, match) => {
      const { patternWarnings } = await import("./pattern.ts");
      return patternWarnings(section, match);
    },
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
