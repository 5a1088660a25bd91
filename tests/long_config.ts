/**
 * Whether the short way through a long config (`src/many_registries.ts`) comes
 * to what the whole config says.
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Config, decodeConfig, unopenedSections } from "../src/config.ts";
import { configFor } from "../src/many_registries.ts";
import { problemText } from "../src/place.ts";
import { cacheKeyOf, findRule } from "../src/rule_match.ts";
import { parseYaml } from "../src/yaml.ts";
import { imageOf, targetOf } from "./decoding.ts";

/** The providers that the configs may name. */
export const NAMES = ["ecr", "jwt", "static"];

/** The config as the full parser and the full decoder see it; never the short way. */
export function wholeConfig(text: string): Config {
  const sections = unopenedSections(NAMES);
  const { config, problems } = decodeConfig(parseYaml(text), sections);
  if (config !== undefined) return config;
  throw new Error(`not valid: ${problems.map(problemText).join("; ")}`);
}

/**
 * Fails where the short way gives a config that answers for the image otherwise
 * than the whole text does, and where the whole text is refused.
 *
 * @returns How many registries it did without; `undefined` where it gave up.
 */
export function assertSameAnswer(
  text: string,
  reference: string,
): number | undefined {
  const short = configFor(imageOf(reference), text, NAMES);
  if (short === undefined) return undefined;
  const label = `${reference} in\n${text}`;
  let whole: Config;
  try {
    whole = wholeConfig(text);
  } catch (error) {
    throw new Error(`hides that the config is refused: ${label}`, {
      cause: error,
    });
  }
  const { rules, ...settings } = short;
  const { rules: all, ...wholeSettings } = whole;
  assertEquals(settings, wholeSettings, label);
  const target = targetOf(reference);
  const rule = findRule(short, target);
  const expected = findRule(whole, target);
  assertEquals(rule, expected, label);
  if (rule !== undefined && expected !== undefined) {
    for (const perImage of [false, true]) {
      assertEquals(
        cacheKeyOf(short, rule, target, perImage),
        cacheKeyOf(whole, expected, target, perImage),
        label,
      );
    }
  }
  return all.length - rules.length;
}
