/**
 * Where the patterns of the kubelet's config and ours have drifted apart.
 * @module
 */
import { CONFIG_VARIABLE } from "../config/path.ts";
import type { OpenRule } from "../config/open_section.ts";
import type { ImagePattern } from "../image/match.ts";
import { parseImagePattern } from "../image/pattern.ts";
import { ANY_HOST, coversAnyHost } from "./any_host.ts";
import type { KubeletProvider } from "./config.ts";
import { CoverIndex } from "../image/cover.ts";
import { KEY_LOG } from "../runtime/key_log.ts";
import { KEY_LOG_WARNING } from "../runtime/key_log_refused.ts";
import { PLUGIN_NAME } from "./entry_name.ts";
import {
  answers,
  namedConfig,
  optionOf,
  ownEntries,
  type OwnEntry,
} from "./own_entry.ts";
import type { Problem } from "../schema/place.ts";

/** What the kubelet never asks for, and what it asks for without a rule. */
export interface Drift {
  /** Places in our config. */
  readonly errors: readonly Problem[];
  /** Places in the kubelet's config. */
  readonly warnings: readonly Problem[];
}

/** Compares the patterns of both files, entry by entry. */
export function findDrift(
  rules: readonly OpenRule[],
  configPath: string,
  providers: readonly KubeletProvider[],
): Drift {
  const own = ownEntries(providers);
  if (own.length === 0) {
    const message =
      `no provider is named ${PLUGIN_NAME}, so the kubelet never runs this program: add it with "kubelet-config --merge-into"`;
    return { errors: [{ path: "", message }], warnings: [] };
  }
  return {
    errors: neverAsked(rules, own),
    warnings: [
      ...own.flatMap((entry) => inVain(rules, entry)),
      ...otherConfig(configPath, own),
      ...keyLogs(own),
    ],
  };
}

function neverAsked(
  rules: readonly OpenRule[],
  own: readonly OwnEntry[],
): readonly Problem[] {
  return rules.flatMap((one) => {
    const { index, match } = one.rule;
    const answering = own.filter((entry) => answers(entry, one));
    return match.flatMap((pattern, at) =>
      answering.some((entry) => entry.covers(pattern)) ? [] : [{
        path: `registries[${index}].match[${at}]`,
        message: whyNever(pattern, own),
      }]
    );
  });
}

function whyNever(
  pattern: ImagePattern,
  own: readonly OwnEntry[],
): string {
  const other = own.find((entry) => entry.covers(pattern));
  return other === undefined
    ? "the kubelet's matchImages do not cover it, so it never asks: add it there and restart the kubelet"
    : `the kubelet asks for it only by an entry for other registries (${other.name}), so nothing answers: write the kubelet's config anew with "kubelet-config" and restart the kubelet`;
}

function inVain(
  rules: readonly OpenRule[],
  entry: OwnEntry,
): readonly Problem[] {
  const { name, matchImages } = entry;
  const ofEntry = rules.filter((one) => answers(entry, one));
  // That nothing needs the tokens of such an entry is said of the tokens.
  if (ofEntry.length === 0 && entry.tokens !== undefined) return [];
  const answered = new CoverIndex<true>();
  for (const { rule } of ofEntry) {
    rule.match.forEach((pattern) => answered.add(pattern, true));
  }
  const wide = coversAnyHost(matchImages) ? ANY_HOST : [];
  return matchImages.flatMap((text, at) => {
    const pattern = wide.includes(text) ? undefined : parseImagePattern(text);
    return pattern === undefined || answered.find(pattern) ? [] : [{
      path: `provider ${name}, matchImages[${at}]`,
      message:
        "no single registry of the config covers it: for the other images the kubelet runs the program for nothing",
    }];
  });
}

function keyLogs(own: readonly KubeletProvider[]): readonly Problem[] {
  return own.filter(({ env }) => env?.has(KEY_LOG))
    .map(({ name }) => ({
      path: `provider ${name}, env`,
      message: KEY_LOG_WARNING,
    }));
}

function otherConfig(
  configPath: string,
  own: readonly OwnEntry[],
): readonly Problem[] {
  return own.flatMap((entry) => {
    const given = namedConfig(entry);
    if (given === undefined || given === configPath) return [];
    const [where, what] = optionOf(entry, "config") === undefined
      ? ["env", CONFIG_VARIABLE]
      : ["args", "--config"];
    return [{
      path: `provider ${entry.name}, ${where}`,
      message: `${what} is ${given}, which is not the file checked here`,
    }];
  });
}
