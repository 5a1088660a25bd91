/**
 * What the tests of the ecr provider share: sections and requests in few words.
 * @module
 */
import type { EcrSection } from "../../../providers/ecr/fields.ts";
import { ecrSection } from "../../../providers/ecr/section.ts";
import type { CredentialRequest } from "../../../src/provider.ts";
import type { ServiceAccount } from "../../../src/provider.ts";
import { decoded, imageOf } from "../decoding.ts";

/** A role that rules name. */
export const ROLE = "arn:aws:iam::123456789012:role/pull";
export const OTHER_ROLE = "arn:aws:iam::210987654321:role/other";

/** The annotation of a service account that names its role. */
export const KEY = "eks.amazonaws.com/role-arn";

/** The registry of most tests. */
export const REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

/** A decoded section. */
export function sectionOf(value: unknown): EcrSection {
  const { value: section, problems } = decoded(ecrSection, value);
  if (section === undefined) throw new Error(problems.join("\n"));
  return section;
}

/** A request for an image of a registry. */
export function requestFor(
  registry = REGISTRY,
  serviceAccount?: ServiceAccount,
): CredentialRequest {
  return { image: imageOf(`${registry}/team/app`), serviceAccount };
}

/** A service account, in parts. */
export function account(facts: Partial<ServiceAccount> = {}): ServiceAccount {
  return {
    token: "token.of.account",
    namespace: "team",
    name: "builder",
    uid: "uid-1",
    issuer: "https://kubernetes.default.svc",
    subject: "system:serviceaccount:team:builder",
    audiences: ["sts.amazonaws.com"],
    annotations: new Map(),
    ...facts,
  };
}
