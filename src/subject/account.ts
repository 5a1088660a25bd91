/**
 * The token of the pod's service account, as the kubelet sends it (KEP-4412).
 * @module
 */
import type {
  AccountUse,
  CredentialRequest,
  ServiceAccount,
} from "../provider.ts";
import { isForAlone } from "../jwt/audience.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Subject } from "./subject.ts";

/** What a rule says of it. */
export interface AccountChoice {
  readonly audience: string;
  readonly isDefaultAudience: boolean;
  /** What happens to a pod without one. */
  readonly otherwise: "fail" | "node";
  readonly cacheType: AccountUse["cacheType"];
}

/** The subject of such a rule. */
export function fromAccount(choice: AccountChoice): Subject {
  const { audience, isDefaultAudience, otherwise, cacheType } = choice;
  const isNode = ({ serviceAccount }: CredentialRequest) =>
    serviceAccount === undefined && otherwise === "node";
  const wanted = ({ defaultAudience }: CredentialRequest) =>
    isDefaultAudience ? defaultAudience ?? audience : audience;
  return {
    words: `the token of the pod's service account for ${audience}`,
    secrets: [],
    account: {
      annotationKeys: [],
      audience,
      isDefaultAudience,
      cacheType,
      isRequired: otherwise === "fail",
    },
    perImage: false,
    isNode,
    identity: async (request) => {
      if (isNode(request)) return ["node"];
      const account = await accountFor(request, wanted(request));
      const facts = [
        account.issuer,
        account.subject,
        account.namespace,
        account.name,
        account.uid,
      ];
      return facts.includes(undefined) ? undefined : facts;
    },
    read: async (request) => (await accountFor(request, wanted(request))).token,
    check: () => Promise.resolve(),
    warnings: () => Promise.resolve([]),
  };
}

/**
 * The service account of a request, whose token is for this audience.
 *
 * @throws {ProviderError} `TOKEN_UNUSABLE` where there is none, or its token is
 * not for this audience alone.
 */
export async function accountFor(
  { serviceAccount }: CredentialRequest,
  audience: string,
): Promise<ServiceAccount> {
  if (serviceAccount === undefined) {
    throw new ProviderError(
      "TOKEN_UNUSABLE",
      `the rule needs the token of the pod's service account for ${audience}, and the kubelet sent none: its CredentialProviderConfig needs "tokenAttributes" with this audience, as "registry-credential-provider kubelet-config" writes them; outside the kubelet there is no such token`,
    );
  }
  const { audiences } = serviceAccount;
  if (!isForAlone(audiences, audience)) {
    const { demandAudience } = await import("./audience.ts");
    demandAudience(
      audiences,
      audience,
      "the token of the pod's service account",
      'set it as "serviceAccountTokenAudience" of the kubelet\'s CredentialProviderConfig, as "registry-credential-provider kubelet-config" does',
    );
  }
  return serviceAccount;
}
