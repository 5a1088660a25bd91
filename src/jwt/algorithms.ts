/**
 * The signature algorithms (RFC 7518, RFC 8037) and the key that each needs.
 * @module
 */

/** What a key has to be. */
export interface KeyNeed {
  readonly kty: "EC" | "OKP" | "RSA" | "oct";
  /** Curve of an EC or OKP key. */
  readonly crv?: string;
  /** The least size: bits of an RSA modulus, bytes of a shared secret (RFC 7518 sections 3.2 and 3.3). */
  readonly least?: number;
  /** In words, and how openssl makes one. */
  readonly words: string;
  readonly openssl: string;
}

const RSA: KeyNeed = {
  kty: "RSA",
  least: 2048,
  words: "an RSA key of at least 2048 bits",
  openssl: "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072",
};

/** Every algorithm that a rule may name. */
export const ALGORITHMS = {
  ES256: ec("P-256"),
  ES384: ec("P-384"),
  ES512: ec("P-521"),
  RS256: RSA,
  RS384: RSA,
  RS512: RSA,
  PS256: RSA,
  PS384: RSA,
  PS512: RSA,
  EdDSA: {
    kty: "OKP",
    crv: "Ed25519",
    words: "an Ed25519 key",
    openssl: "openssl genpkey -algorithm ED25519",
  },
  HS256: shared(32),
  HS384: shared(48),
  HS512: shared(64),
} as const satisfies { readonly [name: string]: KeyNeed };

/** Name of an algorithm. */
export type Algorithm = keyof typeof ALGORITHMS;

/** The names, for messages and checks. */
export const ALGORITHM_NAMES = Object.keys(ALGORITHMS);

/** Tells whether a word is the name of an algorithm. */
export function isAlgorithm(word: string): word is Algorithm {
  return Object.hasOwn(ALGORITHMS, word);
}

function ec(crv: string): KeyNeed {
  return {
    kty: "EC",
    crv,
    words: `an EC key on ${crv}`,
    openssl: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:${crv}`,
  };
}

function shared(least: number): KeyNeed {
  return {
    kty: "oct",
    least,
    words: `a shared secret of at least ${least} bytes in base64`,
    openssl: `openssl rand -base64 ${least}`,
  };
}
