/**
 * What is legal in an exchange and probably a mistake.
 * @module
 */
import { authoritiesWarning } from "../../src/http/authorities_warning.ts";
import type { SourceWarning } from "../../src/provider.ts";
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
