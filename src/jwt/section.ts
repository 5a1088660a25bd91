/**
 * The definition of a token that is signed here.
 * @module
 */
import {
  flag,
  goDuration,
  list,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "../schema/schema.ts";
import { notEmpty } from "../schema/not_empty.ts";
import { secret } from "../schema/secret.ts";
import type { Secret } from "../schema/secret_value.ts";
import { type Algorithm, ALGORITHM_NAMES, isAlgorithm } from "./algorithms.ts";
import { type Claims, claims } from "./claims.ts";
import {
  OPERATOR_VARIABLES,
  parseTemplate,
  type Template,
  variablesOf,
} from "./template.ts";

/** How a token is minted. */
export interface Minting {
  readonly key: Secret;
  readonly algorithm: Algorithm;
  /** `kid` of the header; `undefined` for the RFC 7638 thumbprint. */
  readonly keyId: string | undefined;
  readonly issuer: Template;
  readonly audience: readonly Template[];
  readonly subject: Template | undefined;
  readonly lifetimeMs: number;
  /** How long before it is minted a token is valid, for registries whose clock is behind. */
  readonly notBeforeMs: number;
  /** Whether each token has an identifier of its own. */
  readonly jti: boolean;
  readonly claims: Claims | undefined;
}

/** What a file says of it. */
export interface WrittenMinting
  extends Omit<Minting, "lifetimeMs" | "notBeforeMs" | "jti"> {
  readonly lifetime: number | undefined;
  readonly notBefore: number | undefined;
  readonly jti: boolean | undefined;
}

const MINUTE_MS = 60_000;

const template = (allowed?: readonly string[]): Schema<Template> =>
  transform(notEmpty, (value, at) => {
    const parsed = parseTemplate(value, allowed);
    return "problem" in parsed ? at.report(parsed.problem) : parsed.template;
  });

const operatorText = template(OPERATOR_VARIABLES);

const oneOrMany: Schema<readonly Template[]> = {
  decode: (value, at) =>
    Array.isArray(value)
      ? list(operatorText, 1).decode(value, at)
      : transform(operatorText, (one) => [one]).decode(value, at),
  json: () => ({
    oneOf: [operatorText.json(), list(operatorText, 1).json()],
  }),
};

const algorithm: Schema<Algorithm> = transform(
  text(undefined, { enum: ALGORITHM_NAMES }),
  (name, at) =>
    isAlgorithm(name)
      ? name
      : at.report(`expected one of ${ALGORITHM_NAMES.join(", ")}`),
);

/** The keys of a mapping that says how a token is minted. */
export const mintingFields = {
  key: required(
    secret,
    "the signing key: PEM (PKCS#8), JWK, or base64 for HS256 to HS512",
    [],
    { file: "/etc/kubernetes/credential-providers/signing-key.pem" },
  ),
  algorithm: required(algorithm, "the signature algorithm", ["alg"], "ES256"),
  keyId: optional(
    notEmpty,
    "the kid in the token's header (default: the RFC 7638 thumbprint of the key)",
    ["kid"],
  ),
  issuer: required(
    operatorText,
    "the iss claim",
    ["iss"],
    "https://nodes.example.com",
  ),
  audience: required(
    oneOrMany,
    "the aud claim: one, or a list",
    ["aud"],
    "registry.internal",
  ),
  subject: optional(
    template(),
    "the sub claim; variables such as ${node} are replaced",
    ["sub"],
    "node:${node}",
  ),
  lifetime: optional(
    goDuration(MINUTE_MS, 24 * 60 * MINUTE_MS),
    "how long a token is valid, 1m to 24h (default 15m)",
    ["exp", "expiry", "ttl"],
  ),
  notBefore: optional(
    goDuration(0, 10 * MINUTE_MS),
    "how long before its creation a token is valid, for clocks that are behind (default 30s)",
  ),
  jti: optional(
    flag,
    "give each token a unique identifier, the jti claim (default true)",
  ),
  claims: optional(
    claims,
    "further claims; variables in their texts are replaced",
  ),
};

/** What {@linkcode mintingFields} give, with the defaults in place. */
export function toMinting(
  { lifetime, notBefore, jti, ...section }: WrittenMinting,
): Minting {
  return {
    ...section,
    lifetimeMs: lifetime ?? 15 * MINUTE_MS,
    notBeforeMs: notBefore ?? MINUTE_MS / 2,
    jti: jti ?? true,
  };
}

/** The variables that a token depends on. Neither issuer nor audience can depend on the image. */
export function mintingVariables(
  { subject, claims }: Minting,
): readonly string[] {
  return [...variablesOf(subject ?? []), ...claims?.variables ?? []];
}
