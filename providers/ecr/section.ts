/**
 * The `ecr` section of a registry.
 * @module
 */
import { endpointUrl } from "../../src/schema/endpoint_url.ts";
import { ENDPOINT_EXAMPLE } from "./endpoint.ts";
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
}

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

const endpoint = endpointUrl(ENDPOINT_EXAMPLE);

/** The definition of the section. */
export const ecrSection: Schema<EcrSection> = transform(
  mapping({
    region: optional(
      matching(/^[a-z]{2,}(?:-[a-z]+)+-\d+$/, "a region such as eu-west-1"),
      "the region of the API; taken from the host where it is not given",
    ),
    registryId: optional(
      matching(/^\d{12}$/, "an account of 12 digits, in quotes"),
      "the account of the registry, for a host that does not name it",
      ["account", "accountid"],
    ),
    profile: optional(
      text((name) => name === "" ? "is empty" : undefined),
      "a profile of the shared AWS config files",
    ),
    roleArn: optional(
      matching(ROLE_ARN, "a role such as arn:aws:iam::123456789012:role/pull"),
      "the role that is assumed",
      ["role", "role_arn", "assumerole"],
    ),
    externalId: optional(text(), "the external ID that the role asks for"),
    sessionName: optional(
      sessionText,
      "the session's name; registry-credential-provider where it is not given",
    ),
    sourceIdentity: optional(sessionText, "the source identity of the session"),
    endpoint: optional(endpoint, "the URL of the ECR API, for a VPC endpoint"),
    stsEndpoint: optional(endpoint, "the URL of the STS API"),
    serviceAccount: optional(
      mapping({
        audience: optional(
          text((audience) => audience === "" ? "is empty" : undefined),
          "whom the token is for; sts.amazonaws.com where it is not given",
        ),
        roleAnnotation: optional(
          text((key) => key === "" ? "is empty" : undefined),
          "the annotation of the service account that names the role, such as eks.amazonaws.com/role-arn; without it, or where it is missing, roleArn is assumed",
        ),
      }),
      "assume the role with the token of the pod's service account",
    ),
  }),
  (section, at) => {
    const { roleArn, serviceAccount } = section;
    if (serviceAccount !== undefined) {
      if (
        roleArn === undefined && serviceAccount.roleAnnotation === undefined
      ) {
        return at.at("serviceAccount").report(
          'needs a role: give "roleArn", or "roleAnnotation" here',
        );
      }
      // AssumeRoleWithWebIdentity knows neither.
      for (const key of ["externalId", "sourceIdentity", "profile"] as const) {
        if (section[key] !== undefined) {
          return at.at(key).report('does not go with "serviceAccount"');
        }
      }
    } else if (roleArn === undefined) {
      for (
        const key of ["externalId", "sessionName", "sourceIdentity"] as const
      ) {
        if (section[key] !== undefined) {
          return at.at(key).report('does nothing without "roleArn"');
        }
      }
    }
    return section;
  },
);
