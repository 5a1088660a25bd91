/**
 * Tokens that the node signs itself: a JWT for every answer, as the password.
 * @module
 */
import type { CredentialSource, Provider } from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { type JwtSection, jwtSection } from "./section.ts";
import { mintingVariables } from "../../src/jwt/section.ts";
import { accountUse, isPerImage } from "../../src/jwt/template.ts";

/** Answers with a token that is minted on the spot. Nothing is cached: minting is quicker. */
export const provider: Provider = {
  section: transform(jwtSection, toSource),
};

function toSource(section: JwtSection): CredentialSource {
  const variables = mintingVariables(section);
  return {
    perImage: variables.some(isPerImage),
    secrets: [section.key],
    serviceAccount: accountUse(variables),
    username: () => Promise.resolve(section.username),
    check: async (runtime) => {
      const { checkedKey } = await import("../../src/jwt/checked_key.ts");
      await checkedKey(section, runtime);
    },
    warnings: async (runtime) => {
      const { keyWarnings } = await import("../../src/jwt/key_warnings.ts");
      return await keyWarnings(section, runtime);
    },
    getCredentials: async (request, runtime) => {
      const { mint } = await import("../../src/jwt/mint.ts");
      const { token, expiresAt } = await mint(section, request, runtime);
      return { username: section.username, password: token, expiresAt };
    },
  };
}
