/**
 * `explain IMAGE`: which rule answers, and why the others do not.
 * @module
 */
import { cacheKeyReason } from "../../config/cache_key_reason.ts";
import { entryName, PLUGIN_NAME } from "../../kubelet/entry_name.ts";
import { audienceOf, isOfEntry } from "../../kubelet/scope.ts";
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import type { Line } from "../line.ts";
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

/** What is said of the pattern that decides. */
const MATCHES = "matches";

/** The entry of the kubelet's config that a rule belongs to. */
interface EntryReport {
  readonly name: string;
  /** The audience of its tokens; `null` where it has none. */
  readonly audience: string | null;
  readonly cacheType: string | null;
}

/** Runs the command. */
export async function run(
  { positionals, options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { configPath, providers, notes, scope } = context;
  const image = parseImageName(positionals[0] ?? "");
  const config = await openConfig(context);
  const decision = await decide(image, config, providers, notes);
  const rules = config.rules.map((rule) => report(rule, image, decision));
  const entry = decision &&
    await entryOf(decision, options["service-account-audience"]);
  const answer: Outcome = options["format"] === "json"
    ? { stdout: asJson(image, decision, entry, rules) }
    : { lines: asText(image, decision, entry, rules) };
  if (decision !== undefined) {
    const use = decision.source.serviceAccount;
    if (scope === undefined || isOfEntry(use, scope)) return answer;
    const failure = new ProviderError(
      "NO_MATCH",
      `"${decision.rule.name}" is the first registry that matches ${image.repository}, and it belongs to another entry of the kubelet's config, ${entry?.name}`,
    );
    return { ...answer, failure };
  }
  const failure = new ProviderError(
    "NO_MATCH",
    `no registry in ${configPath} matches ${image.repository}`,
  );
  return { ...answer, failure };
}

async function entryOf(
  { source: { serviceAccount: use } }: Decision,
  defaultAudience: string | undefined,
): Promise<EntryReport> {
  if (use === undefined) {
    return { name: PLUGIN_NAME, audience: null, cacheType: null };
  }
  const audience = audienceOf(use, defaultAudience);
  const { cacheType } = use;
  return { name: await entryName(audience, cacheType), audience, cacheType };
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
  entry: EntryReport | undefined,
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
      entry: entry ?? null,
      rules,
    })
  }\n`;
}

function reasonOf({ rule, cacheKey }: Decision, image: ImageName): string {
  return cacheKeyReason(cacheKey, rule.name, image.registry);
}

function entryText({ name, audience, cacheType }: EntryReport): string {
  return audience === null
    ? `entry ${name}, without a service-account token`
    : `entry ${name}, with a token of the pod's service account for ${audience}, cacheType ${cacheType}`;
}

function asText(
  image: ImageName,
  decision: Decision | undefined,
  entry: EntryReport | undefined,
  rules: readonly RuleReport[],
): readonly Line[] {
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
      ...entry === undefined ? [] : [["kubelet", entryText(entry)]],
    );
  }
  const others = rules.flatMap(({ index, name, answers, patterns }) =>
    patterns.map(({ pattern, mismatch }) => [
      `[${index}] ${name}`,
      pattern,
      mismatch ?? (answers ? MATCHES : "matches, but an earlier one answers"),
    ])
  );
  const answer = decision === undefined ? "doubtful" : "good";
  return [
    ...columns(
      facts,
      ([name], at) => at === 0 ? "dim" : name === "answer" ? answer : undefined,
    ),
    "",
    ...columns(others, ([, , why]) => why === MATCHES ? "good" : "dim"),
  ];
}
