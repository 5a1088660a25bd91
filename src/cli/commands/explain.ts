/**
 * `explain IMAGE`: which rule answers, and why the others do not.
 * @module
 */
import { cacheKeyReason } from "../../config/cache_key_reason.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import type { Rule } from "../../config/registries.ts";
import { openConfig } from "../../lookup/open_config.ts";
import { formatGoDuration } from "../../format/duration_text.ts";
import { ProviderError } from "../../runtime/errors.ts";
import { parseImageName } from "../../image/fault.ts";
import type { ImageName } from "../../image/name.ts";
import { decide, type Decision } from "../../lookup/lookup.ts";
import { toTarget } from "../../image/pattern.ts";
import { mismatch } from "../../image/mismatch.ts";

/** Why one pattern of a rule does or does not match. */
interface PatternReport {
  readonly pattern: string;
  /** Why it does not match; `null` where it does. */
  readonly mismatch: string | null;
}

/** What became of one rule. */
interface RuleReport {
  readonly index: number;
  readonly name: string;
  readonly answers: boolean;
  readonly patterns: readonly PatternReport[];
}

/** Runs the command. */
export async function run(
  { positionals, options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { configPath, providers, notes } = context;
  const image = parseImageName(positionals[0] ?? "");
  const config = await openConfig(context);
  const decision = await decide(image, config, providers, notes);
  const rules = config.rules.map((rule) => report(rule, image, decision));
  const stdout = options["format"] === "json"
    ? asJson(image, decision, rules)
    : asText(image, decision, rules);
  if (decision !== undefined) return { stdout };
  const failure = new ProviderError(
    "NO_MATCH",
    `no registry in ${configPath} matches ${image.repository}`,
  );
  return { stdout, failure };
}

function report(
  rule: Rule,
  image: ImageName,
  decision: Decision | undefined,
): RuleReport {
  const target = toTarget(image);
  return {
    index: rule.index,
    name: rule.name,
    answers: rule === decision?.rule,
    patterns: rule.match.map((pattern) => ({
      pattern: pattern.text,
      mismatch: mismatch(pattern, target) ?? null,
    })),
  };
}

function asJson(
  image: ImageName,
  decision: Decision | undefined,
  rules: readonly RuleReport[],
): string {
  return `${
    JSON.stringify({
      image: image.repository,
      registry: image.registry,
      rule: decision?.rule.name ?? null,
      provider: decision?.rule.provider ?? null,
      backend: decision?.source.backend ?? null,
      cacheKeyType: decision?.cacheKey.type ?? null,
      cacheKeyReason: decision ? reasonOf(decision, image) : null,
      cacheDuration: decision
        ? formatGoDuration(decision.rule.cacheDurationMs)
        : null,
      rules,
    })
  }\n`;
}

function reasonOf({ rule, cacheKey }: Decision, image: ImageName): string {
  return cacheKeyReason(cacheKey, rule.name, image.registry);
}

function asText(
  image: ImageName,
  decision: Decision | undefined,
  rules: readonly RuleReport[],
): string {
  const facts = [["image", image.repository]];
  if (decision === undefined) {
    facts.push(["answer", "none: the kubelet pulls without these credentials"]);
  } else {
    const { rule, source: { backend }, cacheKey } = decision;
    facts.push(
      ["answer", `${rule.name} (${rule.provider}, registries[${rule.index}])`],
      ...backend === undefined
        ? []
        : [["asks", `${backend.host}: ${backend.sends}`]],
      ["cache key", `${cacheKey.type}: ${reasonOf(decision, image)}`],
      ["duration", formatGoDuration(rule.cacheDurationMs)],
    );
  }
  const others = rules.flatMap(({ index, name, answers, patterns }) =>
    patterns.map(({ pattern, mismatch }) => [
      `[${index}] ${name}`,
      pattern,
      mismatch ?? (answers ? "matches" : "matches, but an earlier one answers"),
    ])
  );
  return `${columns(facts)}\n${columns(others)}`;
}
