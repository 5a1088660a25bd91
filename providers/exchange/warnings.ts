/**
 * What is legal in an exchange and probably a mistake.
 * @module
 */
import { readAuthorities } from "../../src/http/authorities.ts";
import type { SourceWarning } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import type { ExchangeSection } from "./section.ts";

/** Warns of the subject's token, and of certificates that cannot be read. */
export async function warningsOf(
  { subject, plan }: ExchangeSection,
  runtime: Runtime,
): Promise<readonly SourceWarning[]> {
  const message = await authoritiesWarning(plan.caFile, runtime);
  return [
    ...await subject?.warnings(runtime) ?? [],
    ...message === undefined ? [] : [{ message }],
  ];
}

async function authoritiesWarning(
  path: string | undefined,
  runtime: Runtime,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const { text } = await readAuthorities(path, runtime);
    return text.includes("-----BEGIN CERTIFICATE-----")
      ? undefined
      : `${path} holds no certificate in PEM`;
  } catch (error) {
    if (error instanceof ProviderError) return error.message;
    throw error;
  }
}
