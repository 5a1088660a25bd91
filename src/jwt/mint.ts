/**
 * Minting a token (RFC 7519).
 * @module
 */
import { SignJWT } from "jose";
import type { CredentialRequest } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { loadKey, thumbprint } from "./key.ts";
import type { Minting } from "./section.ts";
import { expand, type Template } from "./template.ts";

/** A token that was signed here. */
export interface MintedToken {
  /** The token. A secret. */
  readonly token: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Mints a token for one answer.
 *
 * @throws {ProviderError} Where the key cannot be used or a variable has no value.
 */
export async function mint(
  section: Minting,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<MintedToken> {
  const fill = (template: Template): string =>
    expand(template, request, runtime);
  // Before the key is read: a missing value is the cheaper thing to find.
  const claims = section.claims?.fill(fill) ?? {};
  const audience = section.audience.map(fill);
  const key = await loadKey(section, runtime);
  const kid = section.keyId ?? await thumbprint(key);
  const now = Math.floor(runtime.now() / 1_000);
  const expires = now + Math.floor(section.lifetimeMs / 1_000);
  const token = new SignJWT(claims)
    .setProtectedHeader({
      alg: section.algorithm,
      typ: "JWT",
      ...kid === undefined ? {} : { kid },
    })
    .setIssuer(fill(section.issuer))
    // One audience as text: some registries refuse a list of one.
    .setAudience(audience.length === 1 ? audience[0] ?? "" : audience)
    .setIssuedAt(now)
    .setNotBefore(now - Math.floor(section.notBeforeMs / 1_000))
    .setExpirationTime(expires);
  if (section.subject !== undefined) token.setSubject(fill(section.subject));
  if (section.jti) token.setJti(runtime.randomUuid());
  return {
    token: await key.using((secret) => token.sign(secret)),
    expiresAt: expires * 1_000,
  };
}
