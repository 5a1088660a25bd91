/**
 * What the tests of minted tokens share: a section that is right, a request,
 * and the two halves of what comes out.
 * @module
 */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { provider } from "../../../providers/jwt.ts";
import type { Credentials, CredentialSource } from "../../../src/provider.ts";
import { toServiceAccount } from "../../../src/service_account.ts";
import { decoded, imageOf } from "../../decoding.ts";
import { memoryRuntime, type World } from "../../memory_runtime.ts";

/** 2026-01-02T03:04:05.678Z, so that a part of a second is there to be cut off. */
export const NOW = 1_767_323_045_678;
/** The same in whole seconds, as tokens have it. */
export const NOW_S = 1_767_323_045;

/** 32 bytes, the least that HS256 takes. */
export const SHARED = btoa("0123456789abcdef0123456789abcdef");

/** The required keys, with a key that needs no tool to make. */
export const REQUIRED = {
  username: "node",
  key: SHARED,
  algorithm: "HS256",
  issuer: "https://nodes.example.com",
  audience: "registry",
};

const SECTION = provider.section;

/** A section with these keys instead of or beside {@linkcode REQUIRED}. */
export function sourceOf(keys: Record<string, unknown> = {}): CredentialSource {
  const section = { ...REQUIRED, ...keys };
  const { value, problems } = decoded(SECTION, section);
  if (value === undefined) throw new Error(problems.join("\n"));
  return value;
}

/** What is wrong with such a section. */
export function problemsOf(keys: Record<string, unknown>): readonly string[] {
  return decoded(SECTION, { ...REQUIRED, ...keys }).problems;
}

/** A service-account token as the API server makes it; only its payload is read. */
export function serviceAccountToken(payload: unknown): string {
  const part = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value))
      .toBase64({ alphabet: "base64url", omitPadding: true });
  return `${part({ alg: "RS256" })}.${part(payload)}.c2lnbmF0dXJl`;
}

/** What a pod's request says beside the image. */
export interface Asked {
  readonly image?: string;
  readonly account?: { readonly namespace: string; readonly name: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly world?: World;
}

/** The credentials for a request. */
export async function credentialsOf(
  keys: Record<string, unknown>,
  { image = "r.io:5000/team/app", account, annotations, world }: Asked = {},
): Promise<Credentials> {
  const token = account === undefined ? undefined : serviceAccountToken({
    "kubernetes.io": {
      namespace: account.namespace,
      serviceaccount: { name: account.name, uid: "u-1" },
    },
  });
  const serviceAccount = token === undefined
    ? undefined
    : toServiceAccount(token, new Map(Object.entries(annotations ?? {})));
  return await sourceOf(keys).getCredentials(
    { image: imageOf(image), serviceAccount },
    memoryRuntime({ now: NOW, ...world }),
  );
}

/** Header and claims of the token for a request. */
export async function tokenOf(
  keys: Record<string, unknown>,
  asked: Asked = {},
): Promise<{
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}> {
  const { password } = await credentialsOf(keys, asked);
  return {
    header: { ...decodeProtectedHeader(password) },
    claims: decodeJwt(password),
  };
}
