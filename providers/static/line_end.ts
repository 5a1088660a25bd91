/**
 * Secrets that end in a line end, which is sent to the registry with them.
 * @module
 */
import type { SourceWarning } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { readSecret } from "../../src/schema/read_secret.ts";
import type { Secret } from "../../src/schema/secret_value.ts";

/** Warns of each secret, by its key, that ends in a line end. */
export async function lineEndWarnings(
  secrets: { readonly [key: string]: Secret },
  runtime: Runtime,
): Promise<readonly SourceWarning[]> {
  const warnings = Object.entries(secrets).map(async ([key, secret]) =>
    await endsInLineEnd(secret, runtime)
      ? [{ message: `"${key}" ${remedy(secret)}` }]
      : []
  );
  return (await Promise.all(warnings)).flat();
}

async function endsInLineEnd(
  secret: Secret,
  runtime: Runtime,
): Promise<boolean> {
  try {
    return /[\r\n]$/.test(await readSecret(secret, runtime));
  } catch (error) {
    // Why it cannot be read is told elsewhere.
    if (error instanceof ProviderError) return false;
    throw error;
  }
}

function remedy(secret: Secret): string {
  switch (secret.kind) {
    case "inline":
      return "ends in a line feed, which is sent with it: take it out, or write |- in place of |";
    case "env":
      return `ends in a line feed, which is sent with it: set ${secret.name} without it`;
    case "file":
      return `is in ${secret.path}, which ends in more than one line end: only one is cut off, and the rest is sent`;
  }
}
