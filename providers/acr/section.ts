/**
 * The `acr` section of a registry.
 * @module
 */
import {
  mapping,
  oneOf,
  optional,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import type { Place } from "../../src/schema/place.ts";
import { secret } from "../../src/schema/secret.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import {
  type AnnotationChoice,
  annotationChoice,
} from "../../src/subject/annotation.ts";
import { subject } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";
import { CLOUD_NAMES, type CloudName, CLOUDS, isAcrHost } from "./cloud.ts";

/** Whose tokens a rule exchanges: those of the node's managed identity where it says nothing. */
export interface AcrSection {
  readonly tenantId: string | undefined;
  readonly clientId: string | undefined;
  readonly clientIdAnnotation: AnnotationChoice | undefined;
  readonly subject: Subject | undefined;
  readonly clientSecret: Secret | undefined;
  readonly certificate: Secret | undefined;
  readonly cloud: CloudName;
  readonly registry: string | undefined;
}

/** The audience that Microsoft Entra expects of other issuers ("Workload identity federation"). */
const AUDIENCE = "api://AzureADTokenExchange";

const ID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

const id = text(
  (value) =>
    ID.test(value)
      ? undefined
      : "expected an ID such as 11111111-2222-3333-4444-555555555555",
  { pattern: ID.source },
);

/** The definition of the section. */
export const acrSection: Schema<AcrSection> = transform(
  mapping({
    tenantId: optional(id, "the tenant of Microsoft Entra"),
    clientId: optional(
      id,
      "the application, or the user-assigned managed identity of the node",
    ),
    clientIdAnnotation: optional(
      annotationChoice(id, "azure.workload.identity/client-id"),
      'the annotation of the pod\'s service account that chooses the application; without it "clientId" counts',
    ),
    subject: optional(
      subject({ allowsNode: true, defaultAudience: AUDIENCE }),
      "the token that the application trusts (workload identity federation)",
    ),
    clientSecret: optional(secret, "the secret of the application"),
    certificate: optional(
      secret,
      "the certificate of the application and its private key (RSA), both in PEM",
    ),
    cloud: optional(
      oneOf(CLOUD_NAMES),
      "the cloud of the registry (default public)",
    ),
    registry: optional(
      text(),
      "the registry of Azure that mirrors the one that pods name",
    ),
  }),
  ({ cloud = "public", ...section }, at) => checked({ ...section, cloud }, at),
);

function checked(section: AcrSection, at: Place): AcrSection | undefined {
  const { tenantId, clientId, clientIdAnnotation, cloud, registry } = section;
  const [first, second] = (["subject", "clientSecret", "certificate"] as const)
    .filter((key) => section[key] !== undefined);
  if (second !== undefined) {
    return at.at(second).report(`cannot be used with "${first}"`);
  }
  if (first === undefined && tenantId !== undefined) {
    return at.at("tenantId").report(
      'does nothing without "subject", "clientSecret" or "certificate"',
    );
  }
  if (first !== undefined && tenantId === undefined) {
    return at.at(first).report('needs "tenantId"');
  }
  if (
    first !== undefined && clientId === undefined &&
    clientIdAnnotation === undefined
  ) {
    return at.at(first).report('needs "clientId"');
  }
  if (
    clientIdAnnotation !== undefined && section.subject?.account === undefined
  ) {
    return at.at("clientIdAnnotation").report(
      'needs "subject" with a service account',
    );
  }
  return registry === undefined || isAcrHost(registry, cloud)
    ? section
    : at.at("registry").report(
      `expected a registry of the cloud, such as acme${
        CLOUDS[cloud].suffixes[0]
      }`,
    );
}
