/**
 * Whole configs as values, which differ from a sound one in few keys.
 * @module
 */

import { assertEquals } from "@std/assert";
import { PROVIDERS } from "../../providers/table.ts";
import { type Config, decodeConfig } from "../../src/config/config.ts";
import { unopenedSections } from "../../src/config/registries.ts";

type Change = { readonly [key: string]: unknown };

/** Makes configs. */
export interface Documents {
  /** With these keys of the file in place of its own. */
  readonly file: (change: Change) => Change;
  /** With these keys of the registry in place of its own. */
  readonly entry: (change: Change) => Change;
}

/** The two keys that every config has beside its registries. */
export const HEAD = {
  apiVersion: "registry-credential-provider/v1",
  kind: "RegistryConfig",
};

/** Configs whose only registry is this one. */
export function documentsWith(registry: Change): Documents {
  const file = (change: Change) => ({
    ...HEAD,
    registries: [registry],
    ...change,
  });
  const entry = (change: Change) =>
    file({ registries: [{ ...registry, ...change }] });
  return { file, entry };
}

/** The names of all providers. */
export const NAMES = Object.keys(PROVIDERS).sort();

/** The config, where it is valid; its sections are not opened. */
export function decode(
  value: unknown,
  names: readonly string[] = NAMES,
): Config | undefined {
  const { config, problems } = decodeConfig(value, unopenedSections(names));
  assertEquals(config === undefined, problems.length > 0);
  return config;
}
