/**
 * Any service that gives out credentials of a registry for one request: token
 * exchange, OAuth, and the federation of Quay, JFrog, Cloudsmith and others.
 * @module
 */
import type {
  AccountUse,
  CredentialSource,
  Provider,
} from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { accountUse, isPerImage, variablesOf } from "../../src/jwt/template.ts";
import { identityOf } from "./identity.ts";
import { secretsOfPlan } from "./plan.ts";
import { type ExchangeSection, exchangeSection } from "./section.ts";

/** Answers with what a service gives for a request that the rule describes. */
export const provider: Provider = {
  section: transform(exchangeSection, toSource),
};

function toSource(section: ExchangeSection): CredentialSource {
  const { subject, plan, answer, variables } = section;
  const { caFile, host, method } = plan;
  const fixed = "template" in answer.username &&
      variablesOf(answer.username.template).length === 0
    ? answer.username.template.join("")
    : undefined;
  return {
    perImage: subject?.perImage === true || variables.some(isPerImage),
    secrets: [...subject?.secrets ?? [], ...secretsOfPlan(plan)],
    serviceAccount: accountOf(section),
    files: caFile === undefined ? [] : [caFile],
    backend: {
      host,
      sends: `${method} with ${subject?.words ?? "the secrets of the rule"}`,
    },
    identity: (request, runtime) => identityOf(section, request, runtime),
    ...fixed !== undefined && { username: () => Promise.resolve(fixed) },
    check: async (runtime) => await subject?.check(runtime),
    warnings: async (runtime) => {
      const { authoritiesWarnings } = await import(
        "../../src/http/authorities_warnings.ts"
      );
      return [
        ...await subject?.warnings(runtime) ?? [],
        ...await authoritiesWarnings(caFile, runtime),
      ];
    },
    getCredentials: async (request, runtime) => {
      const { exchange } = await import("./credentials.ts");
      return await exchange(section, request, runtime);
    },
  };
}

function accountOf(
  { subject, variables }: ExchangeSection,
): AccountUse | undefined {
  const named = accountUse(variables);
  const account = subject?.account;
  if (account === undefined || named === undefined) return account ?? named;
  const keys = [...account.annotationKeys, ...named.annotationKeys];
  return { ...account, annotationKeys: [...new Set(keys)] };
}
