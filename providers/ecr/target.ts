/**
 * Which API answers for an image, and with which identity it is asked.
 * @module
 */
import { isForAlone } from "../../src/jwt/audience.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { CredentialRequest } from "../../src/provider.ts";
import { parseEcrHost } from "./host.ts";
import { DEFAULT_AUDIENCE, type EcrSection, ROLE_ARN } from "./fields.ts";

/** The API that is asked. */
export interface EcrTarget {
  readonly isPublic: boolean;
  readonly region: string;
  /** Account of the registry; `undefined` for the public one. */
  readonly account: string | undefined;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/** The API of public registries is in one region only. */
const PUBLIC_REGION = "us-east-1";

/**
 * Finds the API for an image: by the host, and by what the rule names.
 *
 * @throws {ProviderError} `NOT_A_REGISTRY` for a host that is not of ECR,
 * unless the rule names `region` and `registryId`.
 */
export function targetOf(
  section: EcrSection,
  { image }: CredentialRequest,
): EcrTarget {
  const { region, registryId, registry } = section;
  const host = parseEcrHost(registry ?? image.registry);
  if (host?.kind === "public") {
    return {
      isPublic: true,
      region: PUBLIC_REGION,
      account: undefined,
      fips: false,
      dualStack: host.dualStack,
    };
  }
  if (host !== undefined) {
    return {
      isPublic: false,
      region: region ?? host.region,
      account: registryId ?? host.account,
      fips: host.fips,
      dualStack: host.dualStack,
    };
  }
  if (region !== undefined && registryId !== undefined) {
    return {
      isPublic: false,
      region,
      account: registryId,
      fips: false,
      dualStack: false,
    };
  }
  throw new ProviderError(
    "NOT_A_REGISTRY",
    `${image.registry} is not a host of Amazon ECR, so no token is asked for it: take it out of "match", name "region" and "registryId" where it is another name of an ECR registry, or the mirror as "registry"`,
  );
}

/**
 * The role that is assumed, if any.
 *
 * @throws {ProviderError} `CLOUD_CREDENTIALS` where the rule wants the pod's
 * service account and the kubelet sent none, or one whose token is for somebody
 * else, or an annotation is not a role.
 */
export function roleOf(
  { roleArn, serviceAccount, web }: EcrSection,
  request: CredentialRequest,
): string | undefined {
  // What the node may do, it may do without the role of the pods.
  if (web?.subject.isNode(request)) return undefined;
  if (web !== undefined) return web.role(request, roleArn);
  if (serviceAccount === undefined) return roleArn;
  if (request.serviceAccount === undefined) {
    throw new ProviderError(
      "CLOUD_CREDENTIALS",
      `the rule needs the token of the pod's service account for ${
        serviceAccount.audience ?? DEFAULT_AUDIENCE
      }, and the kubelet sent none: see "tokenAttributes" of its CredentialProviderConfig, as "registry-credential-provider kubelet-config" writes them`,
    );
  }
  demandAudience(
    request.serviceAccount.audiences,
    serviceAccount.audience ?? request.defaultAudience,
  );
  const { roleAnnotation } = serviceAccount;
  const annotated = roleAnnotation === undefined
    ? undefined
    : request.serviceAccount.annotations.get(roleAnnotation);
  const role = annotated ?? roleArn;
  if (role !== undefined && ROLE_ARN.test(role)) return role;
  throw new ProviderError(
    "CLOUD_CREDENTIALS",
    role === undefined
      ? `the service account has no annotation ${roleAnnotation}, and the rule has no "roleArn": add one of them`
      : `the annotation ${roleAnnotation} of the service account is not a role: write arn:aws:iam::<account>:role/<name>`,
  );
}

// A token for somebody else as well could be used there by whoever gets it.
function demandAudience(
  audiences: readonly string[],
  wanted: string | undefined,
): void {
  if (wanted === undefined || isForAlone(audiences, wanted)) return;
  throw new ProviderError(
    "CLOUD_CREDENTIALS",
    `the token of the pod's service account is for ${
      audiences.join(", ") || "nobody"
    }, and was not sent to AWS: the rule wants ${wanted} alone; set serviceAccountTokenAudience of the kubelet's CredentialProviderConfig to that, as "registry-credential-provider kubelet-config" does`,
  );
}
