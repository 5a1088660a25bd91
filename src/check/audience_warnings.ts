/**
 * Audiences of service-account tokens that let somebody else than the intended
 * receiver use a token.
 * @module
 */
import { type OpenRule, sectionPlace } from "../config/open_section.ts";
import type { Problem } from "../schema/place.ts";

/** The audience of the API server itself, unless it was set to another. */
const API_SERVER = /^(?:https:\/\/)?kubernetes\.default\.svc/;

/** Warnings with places in the config. */
export function audienceWarnings(
  rules: readonly OpenRule[],
): readonly Problem[] {
  return rules.flatMap((one, at) => [
    ...ofApiServer(one),
    ...shared(one, rules.slice(0, at)),
  ]);
}

function ofApiServer({ rule, source }: OpenRule): readonly Problem[] {
  const audience = source.serviceAccount?.audience ?? "";
  if (!API_SERVER.test(audience)) return [];
  return [{
    path: sectionPlace(rule, []).path,
    message:
      `has tokens for ${audience}, the API server's own audience: who gets one can act as the pod's service account in the cluster; name an audience of the registry`,
  }];
}

function shared(
  one: OpenRule,
  earlier: readonly OpenRule[],
): readonly Problem[] {
  const { rule, source: { serviceAccount: use } } = one;
  if (use === undefined || use.isDefaultAudience) return [];
  const other = earlier.find((before) =>
    before.source.serviceAccount?.audience === use.audience &&
    receiversOf(before) !== receiversOf(one)
  );
  if (other === undefined) return [];
  return [{
    path: sectionPlace(rule, []).path,
    message:
      `has tokens for ${use.audience}, as "${other.rule.name}" (registries[${other.rule.index}]) has for other hosts: each of them could use a token at the other; name an audience of its own`,
  }];
}

/** Who gets the tokens of a rule: one service, or the hosts of its patterns. */
function receiversOf({ rule, source }: OpenRule): string {
  const hosts = rule.match.map(({ host, port }) => `${host}:${port}`);
  return source.serviceAccount?.receiver ?? source.backend?.host ??
    [...new Set(hosts)].sort().join(" ");
}
