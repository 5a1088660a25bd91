/**
 * Debian's registry behind a token service, with keys made for the occasion.
 * @module
 */
import type { JSONWebKeySet } from "jose";
import { openssl } from "../kit/jwt/openssl.ts";
import { withRegistry } from "./debian_registry.ts";
import {
  type Policy,
  type TokenService,
  withTokenService,
} from "./token_service.ts";

/** The `iss` and `aud` that a node's token needs. */
export const NODES = {
  issuer: "https://nodes.example.com",
  audience: "registry",
};

/** The `iss` and `aud` of the bearer tokens that the registry wants. */
export const BEARER = { issuer: "token-service", service: "debian-registry" };

/** What the token service signs with. */
export interface Signer {
  /** PEM of the key, and of its certificate. */
  readonly key: string;
  readonly certificate: string;
  /** The file with the certificate, for the registry. */
  readonly file: string;
}

/** Makes a key for the token service, below `folder`. */
export async function makeSigner(folder: string): Promise<Signer> {
  const key = await openssl(
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
  );
  await Deno.writeTextFile(`${folder}/service.pem`, key);
  const certificate = await openssl(
    `req -x509 -key ${folder}/service.pem -subj /CN=token-service -days 1`,
  );
  const file = `${folder}/service.crt`;
  await Deno.writeTextFile(file, certificate);
  return { key, certificate, file };
}

/**
 * Runs a test with both. They keep their files below `folder`, and have ended
 * when this returns.
 *
 * @param jwks The public keys of the nodes.
 * @param test Gets host and port of the registry.
 */
export async function withTokenRegistry(
  folder: string,
  jwks: JSONWebKeySet,
  test: (host: string, service: TokenService) => Promise<void>,
): Promise<void> {
  const { key, certificate, file } = await makeSigner(folder);
  const policy: Policy = {
    ...BEARER,
    clients: [{ ...NODES, jwks }],
    key,
    certificate,
  };
  await withTokenService(policy, async (service) => {
    const trust = { ...BEARER, realm: service.realm, certificate: file };
    await withRegistry(folder, trust, (host) => test(host, service));
  });
}
