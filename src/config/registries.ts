/**
 * The list `registries` of a config: patterns, and the provider that answers.
 * @module
 */
import { isMadeOf } from "../format/characters.ts";
import { parseImagePattern } from "../image/pattern.ts";
import { isMapping } from "../format/is_mapping.ts";
import type { ImagePattern } from "../image/match.ts";
import type { Place } from "../schema/place.ts";
import * as schema from "../schema/schema.ts";
import type { Field, Schema } from "../schema/schema.ts";

/** An image pattern as it stands in the config. */
export interface Pattern extends ImagePattern {
  readonly text: string;
}

/** One entry of `registries`. */
export interface Rule {
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly name: string;
  readonly match: readonly Pattern[];
  /** How long the kubelet may keep an answer, in milliseconds. */
  readonly cacheDurationMs: number;
  /** Name of the provider, and its section as it stands in the file. */
  readonly provider: string;
  readonly section: unknown;
}

/** The sections of providers by name. */
export type Sections = { readonly [provider: string]: Schema<unknown> };

/**
 * Sections that are looked at only when their rule answers. So an answer loads
 * one provider, whatever the file holds.
 */
export function unopenedSections(providers: readonly string[]): Sections {
  return Object.fromEntries(providers.map((name) => [name, schema.anything]));
}

/** One entry of `registries`, as it is written. */
export type Registry =
  & Pick<Rule, "name" | "match" | "provider" | "section">
  & { readonly cacheDurationMs: number | undefined };

/** Longer than any pull needs, and short enough to notice a changed password within a week. */
const LONGEST_CACHE_DURATION_MS = 7 * 24 * 3_600_000;

/** How long the kubelet may keep an answer, in milliseconds. */
export const cacheDuration: Schema<number> = schema.goDuration(
  0,
  LONGEST_CACHE_DURATION_MS,
);

/** The definition of `registries`: at least one, each with its own name. */
export function registries(
  sections: Sections,
): Schema<readonly Registry[]> {
  const entries = schema.list(registry(sections), 1);
  return {
    decode(value, at): readonly Registry[] | undefined {
      reportSharedNames(value, at);
      return entries.decode(value, at);
    },
    json: () => entries.json(),
  };
}

function isRegistryName(name: string): boolean {
  return name !== "" && name.length <= 63 && isMadeOf(name, "._-") &&
    isMadeOf(name.charAt(0), "");
}

const registryName = schema.text(
  (name) =>
    isRegistryName(name)
      ? undefined
      : "expected 1 to 63 letters, digits, dots, dashes and underscores, the first a letter or digit",
  { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" },
);

const patternText = schema.text(undefined, { pattern: "^[^@]+$" });

const pattern: Schema<Pattern> = schema.transform(
  patternText,
  (text, at) => {
    // The kubelet would pass over it; here it would be shown with the pattern.
    if (text.includes("@")) {
      return at.report(
        'holds an "@": write host[:port][/path] without a user name, a password or a digest',
      );
    }
    const parsed = text === "" ? undefined : parseImagePattern(text);
    return parsed === undefined
      ? at.report(
        "is not an image pattern, and the kubelet would refuse to start with it: write host[:port][/path], with * only inside the host",
      )
      : { ...parsed, text };
  },
);

function registry(sections: Sections): Schema<Registry> {
  const names = Object.keys(sections);
  const providers: Record<string, Field<unknown>> = {};
  for (const [name, section] of Object.entries(sections)) {
    providers[name] = schema.optional(
      section,
      `credentials from the provider ${name}; a registry has exactly one provider`,
    );
  }
  const entry = schema.mapping({
    name: schema.required(
      registryName,
      "a name for messages, unique in this file",
      [],
      "harbor",
    ),
    match: schema.required(
      schema.list(pattern, 1),
      "image patterns, as in the kubelet's matchImages: host[:port][/path], with * inside the host",
      ["matchimages", "images", "patterns", "hosts", "host"],
      ["harbor.example.com", "*.example.com/team/"],
    ),
    cacheDuration: schema.optional(
      cacheDuration,
      "how long the kubelet keeps an answer of this registry: a Go duration from 0s to 168h",
      ["defaultcacheduration", "ttl"],
      "1h",
    ),
    ...providers,
  }, { oneOf: names.map((name) => ({ required: [name] })) });
  return {
    decode(value, at): Registry | undefined {
      const decoded = entry.decode(value, at);
      if (!isMapping(value)) return undefined;
      const given = names.filter((name) => Object.hasOwn(value, name));
      const [provider] = given;
      if (given.length > 1) {
        return at.report(
          `has ${given.length} providers (${given.join(", ")}): keep one`,
        );
      }
      if (provider === undefined) {
        return at.report(`has no provider: add one of ${names.join(", ")}`);
      }
      if (decoded === undefined) return undefined;
      const { name, match, cacheDuration } = decoded;
      return {
        name,
        match,
        cacheDurationMs: cacheDuration,
        provider,
        section: value[provider],
      };
    },
    json: () => entry.json(),
  };
}

// On the raw value, so that a registry with another problem counts as well.
function reportSharedNames(value: unknown, at: Place): void {
  const first = new Map<string, number>();
  (Array.isArray(value) ? value : []).forEach((entry, index) => {
    const name: unknown = isMapping(entry) ? entry["name"] : undefined;
    if (typeof name !== "string") return;
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, index);
      return;
    }
    at.at(index).at("name").report(
      `is the name of registries[${before}] too: names are unique`,
    );
  });
}
