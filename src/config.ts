/**
 * The config: which registries there are, and which provider answers for each.
 * @module
 */
import { parseImagePattern } from "./image_pattern.ts";
import { isMapping } from "./is_mapping.ts";
import { CACHE_FOLDER, OWN_FOLDERS } from "./own_folders.ts";
import type { ImagePattern } from "./pattern_match.ts";
import { Place, type Problem } from "./place.ts";
import {
  CONFIG_API_VERSION,
  CONFIG_KIND,
  DEFAULT_CACHE_DURATION_MS,
  isCacheDirectory,
  isRegistryName,
  LONGEST_CACHE_DURATION_MS,
} from "./config_bounds.ts";
import {
  NO_REPORTS,
  type ReportSections,
  type ReportSettings,
} from "./report_settings.ts";
import {
  anything,
  type Field,
  flag,
  goDuration,
  type JsonSchema,
  list,
  literal,
  mapping,
  oneOf,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "./schema.ts";

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

/** A config. */
export interface Config extends ReportSettings {
  /** In the order of the file: the first that matches answers. */
  readonly rules: readonly Rule[];
  /** What rules without a `cacheDuration` of their own have, in milliseconds. */
  readonly cacheDurationMs: number;
  /** Where fetched credentials are kept; `undefined` where they are not. */
  readonly cacheFolder: string | undefined;
  /** Whether every run tells its steps on standard error. */
  readonly trace: boolean;
  /** What is done where others can change the files: refuse, or only warn. */
  readonly fileTrust: FileTrust;
}

/** Values of `fileTrust`; the first is that where none is given. */
const FILE_TRUST = ["warn", "strict"] as const;

/** A value of `fileTrust`. */
export type FileTrust = typeof FILE_TRUST[number];

/** The sections of providers by name. */
export type Sections = { readonly [provider: string]: Schema<unknown> };

/**
 * Sections that are looked at only when their rule answers. So an answer loads
 * one provider, whatever the file holds.
 */
export function unopenedSections(providers: readonly string[]): Sections {
  return Object.fromEntries(providers.map((name) => [name, anything]));
}

/**
 * Turns a parsed file into a config.
 *
 * @param value The parsed YAML.
 * @param sections The known providers and how their sections are decoded.
 * @param reports Not needed for a file without them; see `hasReports()`.
 * @returns The config, or every problem that was found.
 */
export function decodeConfig(
  value: unknown,
  sections: Sections,
  reports?: ReportSections,
): { config?: Config; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const root = Place.root(problems);
  const decoded = configSchema(sections, reports).decode(value, root);
  if (decoded === undefined || problems.length > 0) return { problems };
  const cacheDurationMs = decoded.defaults?.cacheDuration ??
    DEFAULT_CACHE_DURATION_MS;
  const rules = decoded.registries.map((rule, index) => ({
    ...rule,
    index,
    cacheDurationMs: rule.cacheDurationMs ?? cacheDurationMs,
  }));
  const folder = decoded.cache?.directory ?? CACHE_FOLDER;
  const cacheFolder = folder === "off" ? undefined : folder;
  const { audit, metrics, trace = false, fileTrust = FILE_TRUST[0] } = decoded;
  const settings = { audit, metrics, trace, fileTrust };
  const config = { rules, cacheDurationMs, cacheFolder, ...settings };
  reports?.check(config, root);
  return problems.length > 0 ? { problems } : { config, problems };
}

/** The config as JSON Schema, for editors. */
export function configJsonSchema(
  sections: Sections,
  reports: ReportSections,
): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "registry-credential-provider configuration",
    ...configSchema(sections, reports).json(),
  };
}

const cacheDuration = goDuration(0, LONGEST_CACHE_DURATION_MS);

const cacheDirectory = text(
  (folder) =>
    isCacheDirectory(folder) ? undefined : "expected an absolute path, or off",
  { pattern: "^(?:off|/.*)$" },
);

const registryName = text(
  (name) =>
    isRegistryName(name)
      ? undefined
      : "expected 1 to 63 letters, digits, dots, dashes and underscores, the first a letter or digit",
  { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" },
);

const patternText = text(undefined, { pattern: "^[^@]+$" });

const pattern: Schema<Pattern> = transform(patternText, (text, at) => {
  // The kubelet would pass over it; here it would be shown with the pattern.
  if (text.includes("@")) {
    return at.report(
      'holds an "@": write host[:port][/path] without a user name, a password or a digest',
    );
  }
  const parsed = text === "" ? undefined : parseImagePattern(text);
  return parsed === undefined
    ? at.report(
      "is no image pattern, and the kubelet would refuse to start with it: write host[:port][/path], with * only inside the host",
    )
    : { ...parsed, text };
});

function configSchema(sections: Sections, reports?: ReportSections) {
  return mapping({
    apiVersion: required(
      literal(CONFIG_API_VERSION),
      `the version of the format, ${CONFIG_API_VERSION}`,
    ),
    kind: required(
      literal(CONFIG_KIND),
      `the kind of the file, ${CONFIG_KIND}`,
    ),
    defaults: optional(
      mapping({
        cacheDuration: optional(
          cacheDuration,
          "how long the kubelet may keep an answer; 10m where it is not given",
        ),
      }),
      "settings of every registry that has none of its own",
    ),
    cache: optional(
      mapping({
        directory: optional(
          cacheDirectory,
          `a folder below ${OWN_FOLDERS.join(" or ")}; or off`,
        ),
      }),
      "where fetched credentials are kept between runs",
    ),
    trace: optional(
      flag,
      "true tells every step on standard error, as --trace does",
    ),
    ...reports?.fields ?? NO_REPORTS,
    fileTrust: optional(
      oneOf(FILE_TRUST),
      "strict answers only where nobody but root can change the program, the config and the secret files; warn, where it is not given, leaves that to validate and doctor",
    ),
    registries: required(
      uniquelyNamed(list(registrySchema(sections), 1)),
      "the list of registries; the first that matches an image answers",
    ),
  });
}

type Registry =
  & Pick<Rule, "name" | "match" | "provider" | "section">
  & { readonly cacheDurationMs: number | undefined };

function registrySchema(sections: Sections): Schema<Registry> {
  const names = Object.keys(sections);
  const providers: Record<string, Field<unknown>> = {};
  for (const [name, section] of Object.entries(sections)) {
    providers[name] = optional(section, `the provider ${name}`);
  }
  const entry = mapping({
    name: required(registryName, "a name for messages, unique in this file"),
    match: required(
      list(pattern, 1),
      "image patterns as in the kubelet's matchImages",
    ),
    cacheDuration: optional(
      cacheDuration,
      "how long the kubelet may keep an answer",
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

function uniquelyNamed(
  registries: Schema<readonly Registry[]>,
): Schema<readonly Registry[]> {
  return {
    decode(value, at): readonly Registry[] | undefined {
      reportSharedNames(value, at);
      return registries.decode(value, at);
    },
    json: () => registries.json(),
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
