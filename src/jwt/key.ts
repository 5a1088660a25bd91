/**
 * Signing keys: PEM, JWK or base64, checked against the algorithm.
 * @module
 */
import {
  calculateJwkThumbprint,
  type CryptoKey,
  importJWK,
  importPKCS8,
  type JWK,
} from "jose";
import { decodeBase64Url } from "../format/base64.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { jsonObject } from "../format/json_object.ts";
import type { Secret } from "../schema/secret_value.ts";
import { readSecret } from "../schema/read_secret.ts";
import { type Algorithm, ALGORITHMS, type KeyNeed } from "./algorithms.ts";
import { haveOneHalf, modulusBits, publicHalf } from "./key_halves.ts";
import {
  jwkKind,
  jwkProblem,
  type KeyKind,
  keyMaterial,
  pemBlock,
  pemProblem,
  pkcs8Kind,
} from "./key_kind.ts";

/** A key that fits its algorithm. */
export interface SigningKey {
  /**
   * Gives the key to `work`, which signs with it: importing an RSA key does not
   * notice most damage, signing does.
   *
   * @throws {ProviderError} `KEY_INVALID` where `work` throws.
   */
  using<T>(work: (key: CryptoKey | Uint8Array) => Promise<T>): Promise<T>;
  /** Its public half as JWK; `undefined` for a shared secret, which has none. */
  publicJwk(): Promise<JWK | undefined>;
}

/** The part of a section that names a key. */
export interface KeyChoice {
  readonly key: Secret;
  readonly algorithm: Algorithm;
  /** Where it is, for messages, if not where the secret says: "in FILE". */
  readonly place?: string;
}

/**
 * Reads a key and makes sure that it fits. Whether it signs, is seen when it
 * does; see `checked_key.ts`.
 *
 * @throws {ProviderError} `KEY_INVALID`, with the remedy; the errors of
 * {@linkcode readSecret}. No part of the key is ever in a message.
 */
export async function loadKey(
  { key, algorithm, place }: KeyChoice,
  runtime: Runtime,
): Promise<SigningKey> {
  const text = (await readSecret(key, runtime)).trim();
  const need: KeyNeed = ALGORITHMS[algorithm];
  const refuse: Refuse = (fact) => {
    throw new ProviderError(
      "KEY_INVALID",
      `the ${algorithm} key ${place ?? nameOf(key)} ${fact}`,
    );
  };
  const demand = (kind: KeyKind | undefined): void => {
    if (kind?.kty === need.kty && kind.crv === need.crv) return;
    const found = kind === undefined
      ? "damaged or another kind of key"
      : `${kind.kty} ${kind.crv ?? ""}`.trim();
    refuse(
      `is ${found}: ${algorithm} needs ${need.words}; make one with "${need.openssl} -out FILE"`,
    );
  };
  if (text.startsWith("{")) {
    return await fromJwk(text, algorithm, need, demand, refuse);
  }
  if (need.kty === "oct") return fromBase64(text, need, refuse);
  const problem = pemProblem(text);
  if (problem !== undefined) return refuse(problem);
  const pem = pemBlock(text);
  demand(pkcs8Kind(pem));
  const imported = await undamaged(
    () => importPKCS8(pem, algorithm, { extractable: true }),
    refuse,
  );
  return await asymmetric(imported, need, refuse);
}

/** The identifier of a key where none is configured: its RFC 7638 thumbprint. */
export async function thumbprint(
  key: Pick<SigningKey, "publicJwk">,
): Promise<string | undefined> {
  const jwk = await key.publicJwk();
  // That of a shared secret would be a hash of it (RFC 7638 section 7).
  return jwk === undefined ? undefined : await calculateJwkThumbprint(jwk);
}

type Refuse = (fact: string) => never;

async function fromJwk(
  text: string,
  algorithm: Algorithm,
  need: KeyNeed,
  demand: (kind: KeyKind | undefined) => void,
  refuse: Refuse,
): Promise<SigningKey> {
  const jwk = jsonObject(text) as JWK | undefined;
  if (jwk === undefined) return refuse("is not JSON, though it begins with {");
  if (Object.hasOwn(jwk, "keys")) {
    return refuse("is a set of keys: give one key of it");
  }
  demand(jwkKind(jwk));
  const problem = jwkProblem(jwk, algorithm);
  if (problem !== undefined) return refuse(problem);
  if (jwk.kty === "oct") {
    return fromBase64(typeof jwk.k === "string" ? jwk.k : "-", need, refuse);
  }
  if (jwk.d === undefined) {
    return refuse("is a public key: the private one is needed");
  }
  const imported = await undamaged(
    () => importJWK(keyMaterial(jwk), algorithm, { extractable: true }),
    refuse,
  );
  if (imported instanceof Uint8Array) return refuse("is not a private key");
  const key = await asymmetric(imported, need, refuse);
  const own = await key.publicJwk();
  return own !== undefined && haveOneHalf(own, jwk)
    ? key
    : refuse("has a private and a public half of two keys: make a new one");
}

function fromBase64(
  text: string,
  { openssl, least = 0 }: KeyNeed,
  refuse: Refuse,
): SigningKey {
  // Dashes are letters of base64url, and a public key as shared secret lets anybody sign.
  const key = text.startsWith("-----") ? undefined : decodeBase64Url(text);
  if (key === undefined) {
    return refuse(
      `is not base64: make one with "${openssl}"`,
    );
  }
  if (key.length < least) {
    return refuse(
      `has ${key.length} bytes, and at least ${least} are needed: make one with "${openssl}"`,
    );
  }
  return {
    using: (work) => undamaged(() => work(key), refuse),
    publicJwk: () => Promise.resolve(undefined),
  };
}

async function asymmetric(
  key: CryptoKey,
  { openssl }: KeyNeed,
  refuse: Refuse,
): Promise<SigningKey> {
  const jwk = await undamaged(() => publicHalf(key), refuse);
  const bits = modulusBits(jwk);
  if (bits !== undefined && bits < 2048) {
    return refuse(
      `has ${bits} bits, and at least 2048 are needed: make one with "${openssl} -out FILE"`,
    );
  }
  return {
    using: (work) => undamaged(() => work(key), refuse),
    publicJwk: () => Promise.resolve(jwk),
  };
}

async function undamaged<T>(
  work: () => Promise<T>,
  refuse: Refuse,
): Promise<T> {
  try {
    return await work();
  } catch {
    // What is thrown may tell of the bytes.
    return refuse("is damaged: make a new one");
  }
}

function nameOf(key: Secret): string {
  if (key.kind === "file") return key.path;
  return key.kind === "env" ? `in ${key.name}` : "in the config";
}
