/**
 * What the values of a config may be, where both ways of reading one have to
 * agree; see `src/config.ts` and `src/plain_config.ts`.
 * @module
 */
import { isMadeOf } from "./characters.ts";

/** The value of `apiVersion` in a config. */
export const CONFIG_API_VERSION = "registry-credential-provider/v1";

/** The value of `kind` in a config. */
export const CONFIG_KIND = "RegistryConfig";

/** Where no `cacheDuration` is given: 10 minutes. */
export const DEFAULT_CACHE_DURATION_MS = 600_000;

/** Longer than any pull needs, and short enough to notice a changed password within a week. */
export const LONGEST_CACHE_DURATION_MS = 7 * 24 * 3_600_000;

/** Bytes; 10,000 registries need about 2 MiB. */
export const LARGEST_CONFIG = 16 * 1024 * 1024;

/** Tells whether a text is a name of a registry in a config. */
export function isRegistryName(name: string): boolean {
  return name !== "" && name.length <= 63 && isMadeOf(name, "._-") &&
    isMadeOf(name.charAt(0), "");
}

/** Tells whether a text is a folder of the cache, or off. */
export function isCacheDirectory(text: string): boolean {
  return text === "off" || text.startsWith("/");
}
