/**
 * The key file of a service account of Google, as the console makes it.
 * @module
 */
import { jsonObject } from "../../src/format/json_object.ts";
import type { KeyChoice } from "../../src/jwt/key.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { readSecret } from "../../src/schema/read_secret.ts";

/** What it says. */
export interface KeyFile {
  readonly email: string;
  /** Names the key; no secret. */
  readonly keyId: string;
  readonly choice: KeyChoice;
}

/**
 * Reads a key file.
 *
 * Its `token_uri` is not asked: a file must not decide where a signature goes.
 *
 * @throws {ProviderError} `KEY_INVALID`, or the errors of secrets.
 */
export async function readKeyFile(
  path: string,
  runtime: Runtime,
): Promise<KeyFile> {
  const value = jsonObject(await readSecret({ kind: "file", path }, runtime));
  const refuse = (fact: string): never => {
    throw new ProviderError(
      "KEY_INVALID",
      `the key file ${path} ${fact}: make one with "gcloud iam service-accounts keys create FILE --iam-account ADDRESS"`,
    );
  };
  if (value === undefined) return refuse("is not a JSON object");
  const {
    type,
    client_email: email,
    private_key_id: keyId,
    private_key: key,
    universe_domain: universe = "googleapis.com",
  } = value;
  if (type !== "service_account") {
    return refuse('is of another kind: its "type" is not service_account');
  }
  if (universe !== "googleapis.com") {
    return refuse(
      'is for another cloud than googleapis.com, its "universe_domain" says',
    );
  }
  if (
    typeof email !== "string" || typeof keyId !== "string" ||
    typeof key !== "string" || email === "" || keyId === ""
  ) {
    return refuse(
      'lacks "client_email", "private_key_id" or "private_key"',
    );
  }
  return {
    email,
    keyId,
    choice: {
      key: { kind: "inline", value: key },
      algorithm: "RS256",
      place: `in ${path}`,
    },
  };
}
