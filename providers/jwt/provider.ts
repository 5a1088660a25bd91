/**
 * Tokens that the node signs itself: a JWT for every answer, as the password.
 * @module
 */
import type { CredentialSource, Provider } from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { type JwtSection, jwtSection } from "./section.ts";
import { accountUse, isPerImage, variablesOf } from "./template.ts";

/** Answers with a token that is minted on the spot. Nothing is cached: minting is quicker. */
export const provider: Provider = {
  section: transform(jwtSection, toSource),
};

function toSource(section: JwtSection): CredentialSource {
  return {
    perImage: variables(section).some(isPerImage),
    secrets: [section.key],
    serviceAccount: accountUse(variables(section)),
    username: () => Promise.resolve(section.username),
    check: async (runtime) => {
      const { checkedKey } = await import("./checked_key.ts");
      await checkedKey(section, runtime);
    },
    warnings: async (runtime) => {
      const { keyWarnings } = await import("./key_warnings.ts");
      return await keyWarnings(section, runtime);
    },
    getCredentials: async (request, runtime) => {
      const { mint } = await import("./credentials.ts");
      return await mint(section, request, runtime);
    },
  };
}

// Neither issuer nor audience can depend on the image.
function variables({ subject, claims }: JwtSection): readonly string[] {
  return [...variablesOf(subject ?? []), ...claims?.variables ?? []];
}
