/**
 * What is wrong with a secret: its place, and whether an answer can read it.
 * @module
 */
import type { TextFile } from "../format/small_file.ts";
import { isOpenToOthers } from "../format/text_file.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readSecret } from "../schema/read_secret.ts";
import { LARGEST_SECRET, type Secret } from "../schema/secret_value.ts";

/** Something wrong with a secret: with an error an answer fails. */
export interface SecretFault {
  readonly severity: "error" | "warning";
  /** Never a secret. */
  readonly message: string;
}

/**
 * Looks at a secret as an answer would.
 *
 * One that is not there is a warning: a config may be checked on another machine.
 */
export async function secretFaults(
  secret: Secret,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly SecretFault[]> {
  switch (secret.kind) {
    case "inline":
      return isOpenToOthers(config.mode)
        ? [warning(
          `holds a secret, and every user can read ${config.path}: run "chmod 600 ${config.path}", or move the secret to a file`,
        )]
        : [];
    case "env":
      return runtime.env(secret.name) === undefined
        ? [warning(
          `the environment variable ${secret.name} is not set here: the kubelet needs it in "env" of its CredentialProviderConfig`,
        )]
        : await readingFaults(secret, runtime);
    case "file": {
      const facts = await runtime.stat(secret.path);
      if (typeof facts === "string") {
        return [warning(
          `the secret file ${secret.path} does not exist or cannot be reached from here: create it, owned by root with mode 0600`,
        )];
      }
      const open = facts.kind === "file" && isOpenToOthers(facts.mode)
        ? [warning(
          `every user can read ${secret.path}: run "chmod 600 ${secret.path}"`,
        )]
        : [];
      return [...open, ...await readingFaults(secret, runtime)];
    }
  }
}

async function readingFaults(
  secret: Secret,
  runtime: Runtime,
): Promise<readonly SecretFault[]> {
  try {
    await readSecret(secret, runtime);
    return [];
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { message } = error;
    // The kubelet's plugin runs as root, and may read what this user may not.
    return [
      await isDenied(secret, runtime)
        ? warning(message)
        : { severity: "error", message },
    ];
  }
}

async function isDenied(secret: Secret, runtime: Runtime): Promise<boolean> {
  return secret.kind === "file" &&
    await runtime.readFile(secret.path, LARGEST_SECRET) === "denied";
}

function warning(message: string): SecretFault {
  return { severity: "warning", message };
}
