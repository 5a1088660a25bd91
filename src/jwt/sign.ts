/**
 * Signing claims that a protocol prescribes (RFC 7523), without those that a
 * rule chooses.
 * @module
 */
import { SignJWT } from "jose";
import type { Runtime } from "../runtime/runtime.ts";
import { type KeyChoice, loadKey } from "./key.ts";

/**
 * Signs claims as they are.
 *
 * @param header What stands there beside `alg` and `typ`.
 * @throws {ProviderError} As {@linkcode loadKey}.
 */
export async function signClaims(
  choice: KeyChoice,
  header: Readonly<Record<string, string>>,
  claims: Readonly<Record<string, string | number>>,
  runtime: Runtime,
): Promise<string> {
  const key = await loadKey(choice, runtime);
  return await key.using((secret) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: choice.algorithm, typ: "JWT", ...header })
      .sign(secret)
  );
}
