/**
 * The config: which registries there are, and which provider answers for each.
 * @module
 */
import { CACHE_FOLDER, OWN_FOLDERS } from "../runtime/own_folders.ts";
import { Place, type Problem } from "../schema/place.ts";
import {
  cacheDuration,
  registries,
  type Rule,
  type Sections,
} from "./registries.ts";
import {
  NO_REPORTS,
  type ReportSections,
  type ReportSettings,
} from "./report_settings.ts";
import {
  flag,
  type JsonSchema,
  literal,
  mapping,
  oneOf,
  optional,
  required,
  text,
} from "../schema/schema.ts";

/** The value of `apiVersion` in a config. */
const API_VERSION = "registry-credential-provider/v1";

/** The value of `kind` in a config. */
const KIND = "RegistryConfig";

/** Where no `cacheDuration` is given: 10 minutes. */
const DEFAULT_CACHE_DURATION_MS = 600_000;

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

const cacheDirectory = text(
  (folder) =>
    folder === "off" || folder.startsWith("/")
      ? undefined
      : "expected an absolute path, or off",
  { pattern: "^(?:off|/.*)$" },
);

function configSchema(sections: Sections, reports?: ReportSections) {
  return mapping({
    apiVersion: required(
      literal(API_VERSION),
      `the version of this file format, ${API_VERSION}`,
    ),
    kind: required(
      literal(KIND),
      `the kind of this file, ${KIND}`,
    ),
    defaults: optional(
      mapping({
        cacheDuration: optional(
          cacheDuration,
          "how long the kubelet keeps an answer (default 10m): a Go duration from 0s to 168h",
          [],
          "30m",
        ),
      }),
      "settings for registries that do not have their own",
    ),
    cache: optional(
      mapping({
        directory: optional(
          cacheDirectory,
          `a folder below ${
            OWN_FOLDERS.join(" or ")
          }; or off (default ${CACHE_FOLDER})`,
          [],
          CACHE_FOLDER,
        ),
      }),
      "where fetched credentials are cached, so that a node asks the cloud once and not for every pod",
    ),
    trace: optional(
      flag,
      "log each step to stderr, as --trace does (default false)",
    ),
    ...reports?.fields ?? NO_REPORTS,
    fileTrust: optional(
      oneOf(FILE_TRUST),
      "strict: refuse to answer if anybody but root can change the program, the config or a secret file; warn (the default): validate and doctor warn of it",
    ),
    registries: required(
      registries(sections),
      "the list of registries; the first that matches an image answers",
      ["auths", "providers", "credentials"],
    ),
  });
}
