/**
 * A token that is signed here, for whoever trusts the node's key.
 * @module
 */
import type { CredentialRequest } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Minting, mintingVariables } from "../jwt/section.ts";
import { accountUse, expand, isPerImage } from "../jwt/template.ts";
import type { Subject } from "./subject.ts";

/** The subject of such a rule. */
export function fromMinting(minting: Minting): Subject {
  const variables = [...new Set(mintingVariables(minting))];
  const identity = (request: CredentialRequest, runtime: Runtime) =>
    variables.map((variable) => [
      variable,
      expand([{ variable }], request, runtime),
    ]);
  return {
    words: "a token that is signed with the key of the rule",
    secrets: [minting.key],
    account: accountUse(variables),
    perImage: variables.some(isPerImage),
    isNode: () => false,
    // What does not vary stands in the rule.
    identity: (request, runtime) => Promise.resolve(identity(request, runtime)),
    read: async (request, runtime) => {
      const { mint } = await import("../jwt/mint.ts");
      return (await mint(minting, request, runtime)).token;
    },
    check: async (runtime) => {
      const { checkedKey } = await import("../jwt/checked_key.ts");
      await checkedKey(minting, runtime);
    },
    warnings: async (runtime) => {
      const { keyWarnings } = await import("../jwt/key_warnings.ts");
      return await keyWarnings(minting, runtime);
    },
  };
}
