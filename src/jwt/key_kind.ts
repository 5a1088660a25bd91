/**
 * What kind of key a PEM text or a JWK holds, for messages that say what to do.
 * @module
 */
import type { JWK } from "jose";

/** Remedies for PEM texts that are not plain PKCS#8 private keys, by their label. */
const OTHER_FORMS: Readonly<Record<string, string>> = {
  "EC PRIVATE KEY":
    'is in SEC1 form: convert it with "openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW_FILE"',
  "EC PARAMETERS":
    'is in SEC1 form: convert it with "openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW_FILE"',
  "RSA PRIVATE KEY":
    'is in PKCS#1 form: convert it with "openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW_FILE"',
  "ENCRYPTED PRIVATE KEY":
    'is encrypted, and nobody is there to type a password: decrypt it with "openssl pkcs8 -in FILE -out NEW_FILE" and give it mode 0600',
  "OPENSSH PRIVATE KEY":
    'is in the form of OpenSSH: make a new key with "registry-credential-provider jwt keygen"',
  "PUBLIC KEY": "is a public key: the private one is needed",
  "CERTIFICATE": "is a certificate: the private key is needed",
};

/** Object identifiers in DER, and the keys that they stand for (RFC 5480, RFC 8410, RFC 8017). */
const IDENTIFIERS: readonly (readonly [string, string, string?])[] = [
  ["06092a864886f70d010101", "RSA"],
  ["06082a8648ce3d030107", "EC", "P-256"],
  ["06052b81040022", "EC", "P-384"],
  ["06052b81040023", "EC", "P-521"],
  ["06032b6570", "OKP", "Ed25519"],
];

/** A key type, as a JWK names it. */
export interface KeyKind {
  readonly kty: string;
  readonly crv?: string | undefined;
}

/** The private key of a PEM text, without what may stand around it (RFC 7468 section 2). */
export function pemBlock(text: string): string {
  const block = /-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----/;
  return block.exec(text)?.[0] ?? text;
}

/** What is wrong with a PEM text, or `undefined` where it is a PKCS#8 private key. */
export function pemProblem(pem: string): string | undefined {
  // As it comes out of a JSON text, or of a variable that somebody wrote in one line.
  if (/-----\\[nr]/.test(pem)) {
    return String
      .raw`has the two characters \n where its lines should end: replace each with a line end, for instance with "sed 's/\\n/\n/g' FILE > NEW_FILE"`;
  }
  if (pem.includes("-----BEGIN PRIVATE KEY-----")) return undefined;
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  return OTHER_FORMS[label ?? ""] ??
    "is in no known form: PEM (PKCS#8), a JWK, or base64 for HS… are";
}

/**
 * The kind of a PKCS#8 key, found by the object identifiers in its first bytes.
 *
 * @returns `undefined` for damage and for kinds that no algorithm uses.
 */
export function pkcs8Kind(pem: string): KeyKind | undefined {
  const base64 = pem.replace(/-----[^-]*-----|\s/g, "");
  let head: string;
  try {
    head = Uint8Array.fromBase64(base64).subarray(0, 48).toHex();
  } catch {
    return undefined;
  }
  const found = IDENTIFIERS.find(([identifier]) => head.includes(identifier));
  return found && { kty: found[1], crv: found[2] };
}

/** Key types and curves that a JWK may name (RFC 7518, RFC 8037, RFC 8812). */
const KTY: readonly unknown[] = ["EC", "OKP", "RSA", "oct"];
const CRV: readonly unknown[] = [
  undefined,
  "P-256",
  "P-384",
  "P-521",
  "secp256k1",
  "Ed25519",
  "Ed448",
  "X25519",
  "X448",
];

/**
 * The kind of a JWK.
 *
 * @returns `undefined` where it names one that is not known: that name may be a
 * misplaced secret, so nobody may repeat it.
 */
export function jwkKind({ kty, crv }: JWK): KeyKind | undefined {
  if (kty === undefined || !KTY.includes(kty)) return undefined;
  return CRV.includes(crv) ? { kty, crv } : undefined;
}

/** The members that make a key, public and private (RFC 7518 section 6, RFC 8037 section 2). */
const MATERIAL = [
  "kty",
  "crv",
  "x",
  "y",
  "d",
  "n",
  "e",
  "p",
  "q",
  "dp",
  "dq",
  "qi",
  "oth",
] as const;

/**
 * A JWK with nothing but its key. What it says of its use, {@linkcode jwkProblem}
 * has judged: a runtime judges it again, and refuses a private key that may
 * also verify.
 */
export function keyMaterial(jwk: JWK): JWK {
  const members = MATERIAL.map((name) => [name, jwk[name]] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** What a JWK says against its use for an algorithm (RFC 7517 section 4). */
export function jwkProblem(
  { alg, use, key_ops: operations }: JWK,
  algorithm: string,
): string | undefined {
  // RFC 9864 gave EdDSA with this curve a name of its own.
  const names: readonly unknown[] = algorithm === "EdDSA"
    ? [undefined, algorithm, "Ed25519"]
    : [undefined, algorithm];
  if (!names.includes(alg)) {
    return 'is for another algorithm, its "alg" says: correct "algorithm" of the rule, or give another key';
  }
  const isForSigning = (use === undefined || use === "sig") &&
    (!Array.isArray(operations) || operations.includes("sign"));
  return isForSigning
    ? undefined
    : 'is not for signing, its "use" or "key_ops" says: give another key';
}
