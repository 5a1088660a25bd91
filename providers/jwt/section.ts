/**
 * The `jwt` section of a registry.
 * @module
 */
import {
  flag,
  goDuration,
  list,
  mapping,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import { secret } from "../../src/schema/secret.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import { type Algorithm, ALGORITHM_NAMES, isAlgorithm } from "./algorithms.ts";
import { type Claims, claims } from "./claims.ts";
import {
  OPERATOR_VARIABLES,
  parseTemplate,
  type Template,
} from "./template.ts";

/** How tokens of one rule are minted. */
export interface JwtSection {
  readonly username: string;
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

const MINUTE_MS = 60_000;

const template = (allowed?: readonly string[]): Schema<Template> =>
  transform(text(), (value, at) => {
    const parsed = value === ""
      ? { problem: "is empty" }
      : parseTemplate(value, allowed);
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

/** The definition of the section. */
export const jwtSection: Schema<JwtSection> = transform(
  mapping({
    username: required(
      text((name) => name === "" ? "is empty" : undefined, { minLength: 1 }),
      "the user name that goes with the token",
    ),
    key: required(
      secret,
      "the private key: PEM (PKCS#8), JWK, or base64 for HS…",
    ),
    algorithm: required(algorithm, `one of ${ALGORITHM_NAMES.join(", ")}`, [
      "alg",
    ]),
    keyId: optional(
      text((id) => id === "" ? "is empty" : undefined),
      "the kid of the header; the RFC 7638 thumbprint where it is not given",
      ["kid"],
    ),
    issuer: required(operatorText, "the iss claim", ["iss"]),
    audience: required(oneOrMany, "the aud claim, one or a list", ["aud"]),
    subject: optional(template(), "the sub claim", ["sub"]),
    lifetime: optional(
      goDuration(MINUTE_MS, 24 * 60 * MINUTE_MS),
      "how long a token is valid; 15m where it is not given",
      ["exp", "expiry", "ttl"],
    ),
    notBefore: optional(
      goDuration(0, 10 * MINUTE_MS),
      "how long before it is minted a token is valid; 30s where it is not given",
    ),
    jti: optional(
      flag,
      "whether each token has an identifier; true where it is not given",
    ),
    claims: optional(claims, "further claims, with variables in their texts"),
  }),
  ({ lifetime, notBefore, jti, ...section }) => ({
    ...section,
    lifetimeMs: lifetime ?? 15 * MINUTE_MS,
    notBeforeMs: notBefore ?? MINUTE_MS / 2,
    jti: jti ?? true,
  }),
);
