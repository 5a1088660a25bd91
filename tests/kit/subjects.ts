/**
 * What the tests of tokens share that a rule passes on or exchanges: requests of
 * pods, and tokens whose claims they choose.
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { subject, type SubjectChoice } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";
import { decoded, imageOf } from "./decoding.ts";
import { memoryRuntime, type World } from "./memory_runtime.ts";
import type { CredentialRequest } from "../../src/provider.ts";
import { toServiceAccount } from "../../src/kubelet/service_account.ts";
import { serviceAccountToken, SHARED } from "./jwt/minting.ts";

/** The claims of a bound token, as the API server writes them, for one audience. */
export function accountClaims(
  audience: unknown,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    aud: audience,
    exp: 4_000_000_000,
    iss: "https://kubernetes.default.svc.cluster.local",
    "kubernetes.io": {
      namespace: "apps",
      serviceaccount: { name: "builder", uid: "u-1" },
    },
    sub: "system:serviceaccount:apps:builder",
    ...more,
  };
}

/** The request of a pod whose token has these claims; of no pod without them. */
export function podRequest(
  claims?: Record<string, unknown>,
  annotations: Readonly<Record<string, string>> = {},
  image = "registry.example.com/team/app",
): CredentialRequest {
  const serviceAccount = claims === undefined ? undefined : toServiceAccount(
    serviceAccountToken(claims),
    new Map(Object.entries(annotations)),
  );
  return { image: imageOf(image), serviceAccount };
}

/** A choice that allows everything. */
export const CHOICE: SubjectChoice = { allowsNode: true };

/** Whom tokens of pods are for, and the section for one. */
export const AUDIENCE = "registry.example.com";
export const ACCOUNT = { serviceAccount: { audience: AUDIENCE } };

/** The section of a token that is signed here. */
export const JWT = {
  key: SHARED,
  algorithm: "HS256",
  issuer: "https://nodes.example.com",
  audience: "idp",
};

/** The subject of a section that is valid. */
export function subjectOf(
  value: unknown,
  choice: SubjectChoice = CHOICE,
): Subject {
  const { value: found, problems } = decoded(subject(choice), value);
  if (found === undefined) throw new Error(problems.join("\n"));
  return found;
}

/** What is wrong with a section. */
export const problemsOf = (
  value: unknown,
  choice: SubjectChoice = CHOICE,
): readonly string[] => decoded(subject(choice), value).problems;

/** The token that a section gives for a request. */
export const read = (
  value: unknown,
  request: CredentialRequest,
  world: World = {},
): Promise<string> => subjectOf(value).read(request, memoryRuntime(world));

/** The message of a token that is of no use. */
export async function refusal(work: () => Promise<unknown>): Promise<string> {
  const { code, message } = await assertRejects(work, ProviderError);
  assertEquals(code, "TOKEN_UNUSABLE");
  return message;
}
