/**
 * As which role a login is made.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import { chosenValue } from "../../src/subject/annotation.ts";
import type { VaultSection } from "./section.ts";

/**
 * The role.
 *
 * @throws {ProviderError} `VARIABLE_UNAVAILABLE`; see {@linkcode chosenValue}.
 */
export function roleOf(
  { role, roleAnnotation }: VaultSection,
  request: CredentialRequest,
): string {
  return roleAnnotation === undefined
    ? role ?? ""
    : chosenValue(roleAnnotation, request, role);
}
