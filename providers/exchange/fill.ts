/**
 * The values of variables in what is sent.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { annotationOf, expand, type Template } from "../../src/jwt/template.ts";
import type { ExchangeSection } from "./section.ts";
import { SUBJECT } from "./value.ts";

/**
 * What fills in templates for a request.
 *
 * @param token That of the subject; without it no template may have it.
 * @returns Throws `VARIABLE_UNAVAILABLE` for a variable that has no value, and
 * for the value of an annotation that the rule does not allow.
 */
export function filler(
  { allowed }: Pick<ExchangeSection, "allowed">,
  request: CredentialRequest,
  runtime: Runtime,
  token?: string,
): (template: Template) => string {
  const own = token === undefined ? {} : { [SUBJECT]: token };
  return (template) => {
    for (const piece of template) {
      const key = typeof piece === "string"
        ? undefined
        : annotationOf(piece.variable);
      if (key === undefined) continue;
      const value = request.serviceAccount?.annotations.get(key);
      if (value !== undefined && allowed.get(key)?.(value) !== true) {
        throw new ProviderError(
          "VARIABLE_UNAVAILABLE",
          `the annotation ${key} of the service account has a value that the rule does not list under "allow": change one of them`,
        );
      }
    }
    return expand(template, request, runtime, own);
  };
}
