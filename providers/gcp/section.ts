/**
 * The `gcp` section of a registry.
 * @module
 */
import {
  mapping,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import type { Place } from "../../src/schema/place.ts";
import { absolutePath } from "../../src/schema/secret.ts";
import {
  type AnnotationChoice,
  annotationChoice,
} from "../../src/subject/annotation.ts";
import { toSubject, writtenSubject } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";
import { HOST_EXAMPLE, isGoogleHost } from "./host.ts";

/** Who a token of another identity provider stands for, and what the token is. */
export interface WorkloadIdentity {
  /** The audience that the token service knows: which provider of which pool. */
  readonly audience: string;
  readonly subject: Subject;
}

/** Whose access tokens a rule gives out: those of the node where it says nothing. */
export interface GcpSection {
  readonly workloadIdentity: WorkloadIdentity | undefined;
  readonly keyFile: string | undefined;
  readonly impersonate: string | undefined;
  readonly impersonateAnnotation: AnnotationChoice | undefined;
  readonly registry: string | undefined;
}

const PROVIDER =
  /^projects\/\d{1,20}\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{4,32}\/providers\/[a-z0-9-]{4,32}$/;

/** A pool that GKE keeps: its name, which is the audience of tokens, and the issuer. */
const GKE_PROVIDER =
  /^identitynamespace:([a-z0-9.:-]{1,100}\.svc\.id\.goog):https:\/\/[\w./:-]{1,300}$/;

const EMAIL =
  /^[a-z0-9][a-z0-9.-]{0,99}@[a-z0-9.-]{1,150}\.gserviceaccount\.com$/;

const provider = text(
  (value) =>
    PROVIDER.test(value) || GKE_PROVIDER.test(value)
      ? undefined
      : "expected projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, with the number of the project",
  { pattern: `${PROVIDER.source}|${GKE_PROVIDER.source}` },
);

const email = text(
  (value) =>
    EMAIL.test(value)
      ? undefined
      : "expected the address of a service account of Google, such as puller@acme.iam.gserviceaccount.com",
  { pattern: EMAIL.source },
);

const registry = text(
  (host) =>
    isGoogleHost(host)
      ? undefined
      : `expected a registry of Google, such as ${HOST_EXAMPLE}`,
);

const workloadIdentity: Schema<WorkloadIdentity> = transform(
  mapping({
    provider: required(
      provider,
      "the provider of the workload identity pool that trusts the issuer of the token",
    ),
    subject: required(
      writtenSubject(true, true),
      "where the token is from; the default audience is that of the provider",
    ),
  }),
  ({ provider, subject }) => {
    const [, pool] = GKE_PROVIDER.exec(provider) ?? [];
    return {
      audience: pool === undefined
        ? `//iam.googleapis.com/${provider}`
        : provider,
      subject: toSubject(subject, {
        allowsNode: true,
        // What a provider accepts unless it lists audiences of its own.
        defaultAudience: pool ?? `https://iam.googleapis.com/${provider}`,
      }),
    };
  },
);

/** The definition of the section. */
export const gcpSection: Schema<GcpSection> = transform(
  mapping({
    workloadIdentity: optional(
      workloadIdentity,
      "exchange a token for one of Google (workload identity federation)",
    ),
    keyFile: optional(
      absolutePath,
      "the JSON file with a key of a service account of Google",
    ),
    impersonate: optional(
      email,
      "the service account of Google to impersonate",
    ),
    impersonateAnnotation: optional(
      annotationChoice(email, "iam.gke.io/gcp-service-account"),
      'the annotation of the pod\'s service account that chooses it; without it "impersonate" counts',
    ),
    registry: optional(
      registry,
      "the registry of Google that mirrors the one that pods name",
    ),
  }),
  checked,
);

function checked(section: GcpSection, at: Place): GcpSection | undefined {
  const { workloadIdentity, keyFile, impersonateAnnotation } = section;
  if (workloadIdentity !== undefined && keyFile !== undefined) {
    return at.at("keyFile").report('cannot be used with "workloadIdentity"');
  }
  const account = workloadIdentity?.subject.account;
  return impersonateAnnotation !== undefined && account === undefined
    ? at.at("impersonateAnnotation").report(
      'needs "workloadIdentity" with a service account as its subject',
    )
    : section;
}
