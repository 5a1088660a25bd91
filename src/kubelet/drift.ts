/**
 * Where the kubelet's config and ours have drifted apart.
 * @module
 */
import type { Config } from "../config/config.ts";
import { parseImagePattern } from "../image/pattern.ts";
import type { KubeletProvider } from "./config.ts";
import { CoverIndex } from "../image/cover.ts";
import { KEY_LOG, KEY_LOG_WARNING } from "../runtime/key_log.ts";
import type { Problem } from "../schema/place.ts";

/** Name of the program, under which the kubelet knows it. */
export const PLUGIN_NAME = "registry-credential-provider";

/**
 * Tells whether a provider of the kubelet is ours. Its name begins with ours:
 * the same binary may be registered again, through a symbolic link, for
 * service-account tokens.
 */
export function isOwnName(name: string): boolean {
  return name.startsWith(PLUGIN_NAME);
}

/** What the kubelet never asks for, and what it asks for in vain. */
export interface Drift {
  /** Places in our config. */
  readonly errors: readonly Problem[];
  /** Places in the kubelet's config. */
  readonly warnings: readonly Problem[];
}

/** Compares the patterns of both files. */
export function findDrift(
  config: Config,
  configPath: string,
  providers: readonly KubeletProvider[],
): Drift {
  const own = providers.filter(({ name }) => isOwnName(name));
  if (own.length === 0) {
    const message =
      `no provider is named ${PLUGIN_NAME}: the kubelet never runs this program`;
    return { errors: [{ path: "", message }], warnings: [] };
  }
  return {
    errors: neverAsked(config, own),
    warnings: [
      ...inVain(config, own),
      ...otherConfig(configPath, own),
      ...keyLogs(own),
    ],
  };
}

function neverAsked(
  config: Config,
  own: readonly KubeletProvider[],
): readonly Problem[] {
  const asked = new CoverIndex<true>();
  for (const text of own.flatMap(({ matchImages }) => matchImages)) {
    const pattern = parseImagePattern(text);
    if (pattern !== undefined) asked.add(pattern, true);
  }
  return config.rules.flatMap(({ index, match }) =>
    match.flatMap((pattern, at) =>
      asked.find(pattern) ? [] : [{
        path: `registries[${index}].match[${at}]`,
        message:
          "the kubelet's matchImages do not cover it, so it never asks: add it there and restart the kubelet",
      }]
    )
  );
}

function inVain(
  config: Config,
  own: readonly KubeletProvider[],
): readonly Problem[] {
  const answered = new CoverIndex<true>();
  for (const { match } of config.rules) {
    match.forEach((pattern) => answered.add(pattern, true));
  }
  return own.flatMap(({ name, matchImages }) =>
    matchImages.flatMap((text, at) => {
      const pattern = parseImagePattern(text);
      return pattern === undefined || answered.find(pattern) ? [] : [{
        path: `provider ${name}, matchImages[${at}]`,
        message:
          "no single registry of the config covers it: for the rest the program is run in vain",
      }];
    })
  );
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
  own: readonly KubeletProvider[],
): readonly Problem[] {
  return own.flatMap(({ name, args }) => {
    const joined = args.join("\n");
    const given = /(?:^|\n)--config(?:=|\n)([^\n]*)/.exec(joined)?.[1];
    return given === undefined || given === configPath ? [] : [{
      path: `provider ${name}, args`,
      message: `--config is ${given}, which is not the file checked here`,
    }];
  });
}
