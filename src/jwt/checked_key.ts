/**
 * Signing keys that have signed once, for commands that mint nothing.
 * @module
 */
import { CompactSign } from "jose";
import type { Runtime } from "../runtime/runtime.ts";
import { type KeyChoice, loadKey, type SigningKey } from "./key.ts";

/**
 * Reads a key, and signs nothing with it to see that it can: minting does not
 * pay for a second signature.
 *
 * @throws {ProviderError} As {@linkcode loadKey}, and `KEY_INVALID` where the
 * key is damaged in a way that only signing notices.
 */
export async function checkedKey(
  choice: KeyChoice,
  runtime: Runtime,
): Promise<SigningKey> {
  const key = await loadKey(choice, runtime);
  await key.using((secret) =>
    new CompactSign(new Uint8Array())
      .setProtectedHeader({ alg: choice.algorithm }).sign(secret)
  );
  return key;
}
