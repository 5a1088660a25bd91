/**
 * The kubelet's own CredentialProviderConfig, checked as the kubelet checks it.
 *
 * Restates `validateCredentialProviderConfig` of Kubernetes
 * `pkg/credentialprovider/plugin/config.go` (1.36). A kubelet does not start
 * with a config that it refuses.
 * @module
 */
import { parseGoDuration } from "../format/duration.ts";
import { parseImagePattern } from "../image/pattern.ts";
import { API_GROUP, API_VERSIONS } from "./request.ts";
import { Place, type Problem } from "../schema/place.ts";
import { isMapping } from "../format/is_mapping.ts";
import { withoutNulls, withoutUnknown } from "./nulls.ts";
import * as schema from "../schema/schema.ts";
import type { Schema } from "../schema/schema.ts";
import { type TokenAttributes, tokenAttributes } from "./token_attributes.ts";

/** Group of the file's own `apiVersion`. */
export const CONFIG_GROUP = "kubelet.config.k8s.io";

/** One plugin that the kubelet may run. */
export interface KubeletProvider {
  readonly name: string;
  readonly matchImages: readonly string[];
  readonly args: readonly string[];
  /** The variables that it sets for the plugin; the last of a name counts. */
  readonly env?: ReadonlyMap<string, string>;
  /** The service-account tokens that come with a request; `undefined` without. */
  readonly tokens?: ProviderTokens;
}

/** The tokens that the kubelet sends to a plugin. */
export interface ProviderTokens {
  readonly audience: string;
  readonly cacheType: string;
  /** Whether the kubelet leaves pods without a service account alone. */
  readonly isRequired: boolean;
  /** The annotations that come along. */
  readonly annotationKeys: readonly string[];
}

/** What a check of a file gives. */
export interface DecodedConfig {
  readonly providers: readonly KubeletProvider[];
  /** Everything for which the kubelet would refuse the file. */
  readonly problems: readonly Problem[];
}

/**
 * Checks one file of the kubelet.
 *
 * @param value What `readKubeletText` gives.
 */
export function decodeKubeletConfig(value: unknown): DecodedConfig {
  const definition = schemaOf(value);
  const problems: Problem[] = [];
  const decoded = definition.decode(
    withoutNulls(value, definition.json()),
    Place.root(problems),
  );
  return { providers: decoded?.providers ?? [], problems };
}

/** Checks one file as if fields that are not known here, which may be of a newer kubelet, were not there. */
export function decodeKnownFields(value: unknown): DecodedConfig {
  return decodeKubeletConfig(withoutUnknown(value, schemaOf(value).json()));
}

function schemaOf(value: unknown) {
  const version = isMapping(value) ? value["apiVersion"] : undefined;
  return file(version === `${CONFIG_GROUP}/v1`);
}

const oneOf = (words: readonly string[]): Schema<string> =>
  schema.text((word) =>
    words.includes(word) ? undefined : `expected one of ${words.join(", ")}`
  );

/** Every `apiVersion` of a group. */
export function versionsOf(group: string): readonly string[] {
  return API_VERSIONS.map((version) => `${group}/${version}`);
}

const pluginName = schema.text((name) => {
  if (name === "") return "is empty";
  return /[/ ]/.test(name) || name === "." || name === ".."
    ? "is the file name of the plugin: without a slash or space, not . or .."
    : undefined;
});

const matchImage = schema.text((pattern) =>
  parseImagePattern(pattern) === undefined
    ? "is not an image pattern: write host[:port][/path]"
    : undefined
);

const cacheDuration = schema.text((duration) => {
  const ms = parseGoDuration(duration);
  if (ms === undefined) return "is not a Go duration: write for instance 10m";
  return ms < 0 ? "is negative" : undefined;
});

// The kubelet does not check these: what is left out is an empty text.
const environment = schema.mapping({
  name: schema.optional(schema.text(), "the name of the variable"),
  value: schema.optional(schema.text(), "the value of the variable"),
});

function plugin(withTokens: boolean): Schema<KubeletProvider> {
  const fields = {
    name: schema.required(pluginName, "the file name of the plugin"),
    matchImages: schema.required(
      schema.list(matchImage, 1),
      "at least one image pattern",
    ),
    defaultCacheDuration: schema.required(
      cacheDuration,
      "a Go duration, which the kubelet requires",
    ),
    apiVersion: schema.required(
      oneOf(versionsOf(API_GROUP)),
      `one of ${versionsOf(API_GROUP).join(", ")}`,
    ),
    args: schema.optional(schema.list(schema.text(), 0), "arguments"),
    env: schema.optional(schema.list(environment, 0), "variables"),
  };
  const checked = withTokens
    ? schema.mapping({
      ...fields,
      tokenAttributes: schema.optional(tokenAttributes, "tokens"),
    })
    : schema.mapping(fields);
  return schema.transform(checked, (entry, at) => {
    const { name, matchImages, args = [], apiVersion } = entry;
    const variables = (entry.env ?? []).map(
      ({ name = "", value = "" }) => [name, value] as const,
    );
    const env = variables.length === 0 ? {} : { env: new Map(variables) };
    if ("tokenAttributes" in entry && apiVersion !== `${API_GROUP}/v1`) {
      return at.report(`"tokenAttributes" needs apiVersion ${API_GROUP}/v1`);
    }
    const tokens = "tokenAttributes" in entry
      ? entry.tokenAttributes as TokenAttributes
      : undefined;
    return tokens === undefined ? { name, matchImages, args, ...env } : {
      name,
      matchImages,
      args,
      ...env,
      tokens: {
        audience: tokens.serviceAccountTokenAudience,
        cacheType: tokens.cacheType,
        isRequired: tokens.requireServiceAccount,
        annotationKeys: [
          ...tokens.requiredServiceAccountAnnotationKeys ?? [],
          ...tokens.optionalServiceAccountAnnotationKeys ?? [],
        ],
      },
    };
  });
}

function file(withTokens: boolean) {
  return schema.mapping({
    apiVersion: schema.required(
      oneOf(versionsOf(CONFIG_GROUP)),
      `one of ${versionsOf(CONFIG_GROUP).join(", ")}`,
    ),
    kind: schema.required(
      oneOf(["CredentialProviderConfig"]),
      "the kind, CredentialProviderConfig",
    ),
    providers: schema.required(
      schema.list(plugin(withTokens), 1),
      "at least one plugin",
    ),
  });
}
