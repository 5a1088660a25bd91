/**
 * The definition of `subject`: where a rule takes a token from.
 * @module
 */
import { notEmpty } from "../schema/not_empty.ts";
import {
  mapping,
  oneOf,
  optional,
  required,
  type Schema,
  transform,
} from "../schema/schema.ts";
import type { Place } from "../schema/place.ts";
import { absolutePath } from "../schema/secret.ts";
import { type Minting, mintingFields, toMinting } from "../jwt/section.ts";
import type { AccountUse } from "../provider.ts";
import { fromAccount } from "./account.ts";
import { fromFile } from "./file.ts";
import { fromMinting } from "./minted.ts";
import type { Subject } from "./subject.ts";

/** What differs between the providers that have a subject. */
export interface SubjectChoice {
  /** Whether a pod without a token can be given what the node itself may pull. */
  readonly allowsNode: boolean;
  /** The audience where the rule names none; without it the rule has to name one. */
  readonly defaultAudience?: string;
  /** Whether an answer holds the token itself; `ServiceAccount`, for no, by default. */
  readonly cacheType?: AccountUse["cacheType"];
}

/** A subject as a rule writes it. */
export interface WrittenSubject {
  readonly serviceAccount: {
    readonly audience: string | undefined;
    readonly otherwise: "fail" | "node" | undefined;
  } | undefined;
  readonly file: string | undefined;
  readonly audience: string | undefined;
  readonly jwt: Minting | undefined;
}

/** The definition of `subject`. */
export function subject(choice: SubjectChoice): Schema<Subject> {
  return transform(
    writtenSubject(choice.allowsNode, choice.defaultAudience !== undefined),
    (written) => toSubject(written, choice),
  );
}

/**
 * The same, where the audience that a rule need not name is known only from the
 * rest of its section: {@linkcode toSubject} makes the subject.
 */
export function writtenSubject(
  allowsNode: boolean,
  hasDefaultAudience: boolean,
): Schema<WrittenSubject> {
  const whom = "the audience of the token";
  const account = mapping({
    audience: hasDefaultAudience
      ? optional(notEmpty, `${whom} (default: that of the provider)`)
      : required(notEmpty, `${whom}, such as the host of the registry`),
    otherwise: optional(
      oneOf(allowsNode ? ["fail", "node"] as const : ["fail"] as const),
      `what a pod without a token gets: nothing${
        allowsNode ? ", or what the node may pull" : ""
      } (default fail)`,
    ),
  });
  return transform(
    mapping({
      serviceAccount: optional(
        account,
        "the token of the pod's service account, which the kubelet sends",
      ),
      file: optional(
        absolutePath,
        "a file with a token, read at every run: a JWT-SVID or a projected token",
      ),
      audience: optional(
        notEmpty,
        `with "file": ${whom}; a token for another is not sent`,
      ),
      jwt: optional(
        transform(mapping(mintingFields), toMinting),
        "a token that the node signs",
      ),
    }, {
      oneOf: ["serviceAccount", "file", "jwt"].map((key) => ({
        required: [key],
      })),
    }),
    checked,
  );
}

/** What a written subject means. */
export function toSubject(
  { serviceAccount, file, audience, jwt }: WrittenSubject,
  { defaultAudience, cacheType = "ServiceAccount" }: SubjectChoice,
): Subject {
  if (jwt !== undefined) return fromMinting(jwt);
  if (file !== undefined) {
    return fromFile({ path: file, audience: audience ?? defaultAudience });
  }
  const named = serviceAccount?.audience;
  return fromAccount({
    audience: named ?? defaultAudience ?? "",
    isDefaultAudience: named === undefined,
    otherwise: serviceAccount?.otherwise ?? "fail",
    cacheType,
  });
}

function checked(
  written: WrittenSubject,
  at: Place,
): WrittenSubject | undefined {
  const { serviceAccount, file, audience, jwt } = written;
  const given = [serviceAccount, file, jwt].filter((one) => one !== undefined);
  if (given.length !== 1) {
    return at.report(
      'expected exactly one of "serviceAccount", "file" and "jwt"',
    );
  }
  return audience !== undefined && file === undefined
    ? at.at("audience").report(
      'goes with "file": write it inside "serviceAccount" or "jwt"',
    )
    : written;
}
