/**
 * What is legal in a config but almost surely wrong.
 * @module
 */
import type { Config } from "./config.ts";
import type { Rule } from "./registries.ts";
import { sectionPlace } from "./open_section.ts";
import { isOwnPath, OWN_FOLDERS } from "./own_folders.ts";
import { CoverIndex } from "./pattern_cover.ts";
import { patternWarnings } from "./pattern_warnings.ts";
import type { Problem } from "./place.ts";
import type { CredentialSource } from "./provider.ts";
import type { Runtime } from "./runtime.ts";
import type { Secret } from "./secret_value.ts";
import type { TextFile } from "./small_file.ts";
import { isOpenToOthers } from "./text_file.ts";

/** Warnings about patterns: those that never match, match too much, or are hidden. */
export function matchWarnings(config: Config): readonly Problem[] {
  const warnings: Problem[] = [];
  const earlier = new CoverIndex<Rule>();
  for (const rule of config.rules) {
    const path = `registries[${rule.index}]`;
    const hiding = rule.match.map((pattern) => earlier.find(pattern));
    const [first] = hiding;
    if (first !== undefined && hiding.every((by) => by !== undefined)) {
      warnings.push({
        path,
        message:
          `never answers: "${first.name}" (registries[${first.index}]) stands before it and matches the same images; move it up or remove it`,
      });
    }
    rule.match.forEach((pattern, at) => {
      const place = `${path}.match[${at}]`;
      for (const message of patternWarnings(pattern)) {
        warnings.push({ path: place, message });
      }
      const by = hiding[at];
      if (by !== undefined && hiding.includes(undefined)) {
        warnings.push({
          path: place,
          message:
            `is never reached: "${by.name}" (registries[${by.index}]) stands before it and matches the same images`,
        });
      }
    });
    rule.match.forEach((pattern) => earlier.add(pattern, rule));
  }
  return warnings;
}

/** Warnings about the cache: a folder that the program may not write to keeps nothing. */
export function cacheWarnings(
  { cacheFolder }: Config,
): readonly Problem[] {
  return cacheFolder === undefined || isOwnPath(cacheFolder)
    ? []
    : [foreignFolder("cache.directory", "kept")];
}

/** The warning of a path that the program may not write to; `done` such as "kept". */
export function foreignFolder(path: string, done: string): Problem {
  const message =
    `nothing can be ${done} there: the program may write only below ${
      OWN_FOLDERS.join(", ")
    }`;
  return { path, message };
}

/** Warnings about secrets that other users of the node can read. */
export async function secretWarnings(
  rule: Rule,
  source: CredentialSource,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  const { path } = sectionPlace(rule, []);
  const messages = await Promise.all(
    source.secrets.map((secret) => secretWarning(secret, config, runtime)),
  );
  return messages.flatMap((message) =>
    message === undefined ? [] : [{ path, message }]
  );
}

/** What is wrong with the place of a secret; `undefined` where nothing is. */
export async function secretWarning(
  secret: Secret,
  config: TextFile,
  runtime: Runtime,
): Promise<string | undefined> {
  switch (secret.kind) {
    case "inline":
      return isOpenToOthers(config.mode)
        ? `holds a secret, and every user can read ${config.path}: run "chmod 600 ${config.path}", or move the secret to a file`
        : undefined;
    case "env":
      return runtime.env(secret.name) === undefined
        ? `the environment variable ${secret.name} is not set here: the kubelet needs it in "env" of its CredentialProviderConfig`
        : undefined;
    case "file": {
      const facts = await runtime.stat(secret.path);
      if (typeof facts === "string") {
        return `the secret file ${secret.path} cannot be found or reached from here`;
      }
      return isOpenToOthers(facts.mode)
        ? `every user can read ${secret.path}: run "chmod 600 ${secret.path}"`
        : undefined;
    }
  }
}
