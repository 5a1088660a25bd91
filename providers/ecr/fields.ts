/**
 * What every `ecr` section may have. A subject is in `section.ts`: most rules have
 * none, and an answer from the cache does not wait for its definition.
 * @module
 */
import { annotationKey } from "../../src/schema/annotation_key.ts";
import { endpointUrl } from "../../src/schema/endpoint_url.ts";
import { notEmpty } from "../../src/schema/not_empty.ts";
import type { Place } from "../../src/schema/place.ts";
import type { AccountUse, CredentialRequest } from "../../src/provider.ts";
import type { Subject } from "../../src/subject/subject.ts";
import { ENDPOINT_EXAMPLE } from "./endpoint.ts";
import { parseEcrHost } from "./host.ts";
import {
  mapping,
  optional,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";

/** How tokens of one rule are fetched. Everything is optional. */
export interface EcrSection {
  readonly region: string | undefined;
  readonly registryId: string | undefined;
  readonly profile: string | undefined;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly endpoint: string | undefined;
  readonly stsEndpoint: string | undefined;
  readonly serviceAccount:
    | {
      readonly audience: string | undefined;
      readonly roleAnnotation: string | undefined;
    }
    | undefined;
  readonly registry: string | undefined;
  readonly web?: WebIdentity | undefined;
}

/** The token with which the role is assumed, and who picks the role. */
export interface WebIdentity {
  readonly subject: Subject;
  readonly account: AccountUse | undefined;
  /**
   * The role for a request.
   *
   * @param roleArn That of the rule.
   * @throws {ProviderError} `VARIABLE_UNAVAILABLE` for an annotation that names another.
   */
  role(
    request: CredentialRequest,
    roleArn: string | undefined,
  ): string | undefined;
}

/** The audience that AWS STS expects, unless its identity provider names another. */
export const DEFAULT_AUDIENCE = "sts.amazonaws.com";

/** The form of a role's name; STS itself checks the rest. */
export const ROLE_ARN = /^arn:[a-z0-9-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

const matching = (form: RegExp, example: string): Schema<string> =>
  text(
    (value) => form.test(value) ? undefined : `expected ${example}`,
    { pattern: form.source },
  );

// IAM's own bounds of these names (STS API reference, AssumeRole).
const sessionText = matching(
  /^[\w+=,.@-]{2,64}$/,
  "2 to 64 letters, digits and =,.@-_+",
);

/** The definition of a role. */
export const role = matching(
  ROLE_ARN,
  "a role such as arn:aws:iam::123456789012:role/pull",
);

const endpoint = endpointUrl(ENDPOINT_EXAMPLE);

/** The keys of a section. */
export const ecrFields = {
  region: optional(
    matching(/^[a-z]{2,}(?:-[a-z]+)+-\d+$/, "a region such as eu-west-1"),
    "the region of the ECR API (default: from the registry's host name)",
    [],
    "eu-west-1",
  ),
  registryId: optional(
    matching(/^\d{12}$/, "an account of 12 digits, in quotes"),
    "the AWS account of the registry, if its host name does not contain it",
    ["account", "accountid"],
    "123456789012",
  ),
  profile: optional(
    notEmpty,
    "a profile in the shared AWS config files",
  ),
  roleArn: optional(
    role,
    "an IAM role to assume",
    ["role", "role_arn", "assumerole"],
    "arn:aws:iam::123456789012:role/pull",
  ),
  externalId: optional(
    text(),
    "the external ID that the trust policy of the role requires",
  ),
  sessionName: optional(
    sessionText,
    "the name of the role session (default registry-credential-provider)",
  ),
  sourceIdentity: optional(
    sessionText,
    "the source identity of the role session",
  ),
  endpoint: optional(endpoint, "the URL of the ECR API, for a VPC endpoint"),
  stsEndpoint: optional(endpoint, "the URL of the STS API"),
  serviceAccount: optional(
    mapping({
      audience: optional(
        notEmpty,
        "the audience of the service account token (default sts.amazonaws.com)",
      ),
      roleAnnotation: optional(
        annotationKey,
        "the annotation of the service account that holds the role; without it roleArn is assumed",
        [],
        "eks.amazonaws.com/role-arn",
      ),
    }),
    "assume the role as the service account of the pod, instead of as the node",
  ),
  registry: optional(
    text((host) =>
      parseEcrHost(host) === undefined
        ? "expected a registry of Amazon ECR, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        : undefined
    ),
    "the registry of ECR that mirrors the one that pods name",
  ),
};

/** The definition of a section without a subject. */
export const plainSection: Schema<EcrSection> = transform(
  mapping(ecrFields),
  (section, at) => checked(section, undefined, at),
);

/**
 * Reports what does not go together.
 *
 * @param web The key that stands for a token of a subject, if any.
 */
export function checked<T extends EcrSection>(
  section: T,
  web: "subject" | undefined,
  at: Place,
): T | undefined {
  const { roleArn, serviceAccount } = section;
  if (section.registry !== undefined && section.registryId !== undefined) {
    return at.at("registryId").report('cannot be used with "registry"');
  }
  const key = serviceAccount === undefined ? web : "serviceAccount";
  if (key !== undefined) {
    if (
      key === "serviceAccount" && roleArn === undefined &&
      serviceAccount?.roleAnnotation === undefined
    ) {
      return at.at(key).report(
        'needs a role: give "roleArn", or "roleAnnotation" here',
      );
    }
    // AssumeRoleWithWebIdentity knows neither.
    for (const other of ["externalId", "sourceIdentity", "profile"] as const) {
      if (section[other] !== undefined) {
        return at.at(other).report(`cannot be used with "${key}"`);
      }
    }
  } else if (roleArn === undefined) {
    for (
      const other of ["externalId", "sessionName", "sourceIdentity"] as const
    ) {
      if (section[other] !== undefined) {
        return at.at(other).report('does nothing without "roleArn"');
      }
    }
  }
  return section;
}
