/**
 * The entry under which the kubelet runs this program.
 * @module
 */
import type { Config } from "../config/config.ts";
import { formatGoDuration } from "../format/duration_text.ts";
import { ProviderError } from "../runtime/errors.ts";
import { API_GROUP } from "./request.ts";
import { CONFIG_GROUP, decodeKubeletConfig } from "./config.ts";
import { PLUGIN_NAME } from "./drift.ts";
import { problemText } from "../schema/place.ts";

/** One item of `providers`. */
export type KubeletEntry = { readonly [key: string]: unknown };

/** What an entry says beside the patterns of the config. */
export interface EntrySettings {
  /** Where the config is on the node; `undefined` where the program finds it by itself. */
  readonly configOnNode: string | undefined;
  /** The only folder that its secrets may be in there; `undefined` allows any. */
  readonly filesWithin?: string | undefined;
  /** The version of the entry: `v1`. */
  readonly version: string;
  /** What the kubelet asks service-account tokens for, where the config's rules use them. */
  readonly serviceAccount?: {
    readonly audience: string;
    readonly annotationKeys: readonly string[];
  } | undefined;
}

/**
 * Puts together the entry that belongs to a config.
 *
 * With tokens the kubelet asks only for pods that have a service account, and
 * keeps an answer for one account (KEP-4412).
 *
 * @throws {ProviderError} `CONFIG_INVALID` where the kubelet would refuse it:
 * an annotation key of the config that Kubernetes does not allow.
 */
export function kubeletEntry(
  config: Config,
  { configOnNode, filesWithin, version, serviceAccount }: EntrySettings,
): KubeletEntry {
  const patterns = config.rules.flatMap(({ match }) => match);
  const args = [
    ...configOnNode === undefined ? [] : [`--config=${configOnNode}`],
    ...filesWithin === undefined ? [] : [`--files-within=${filesWithin}`],
  ];
  const entry = {
    name: PLUGIN_NAME,
    apiVersion: `${API_GROUP}/${version}`,
    matchImages: [...new Set(patterns.map(({ text }) => text))],
    defaultCacheDuration: formatGoDuration(config.cacheDurationMs),
    ...args.length === 0 ? {} : { args },
    ...serviceAccount === undefined
      ? {}
      : { tokenAttributes: attributesOf(serviceAccount) },
  };
  const { problems } = decodeKubeletConfig(documentOf(entry, version));
  const [first] = problems;
  if (first === undefined) return entry;
  throw new ProviderError(
    "CONFIG_INVALID",
    `the kubelet would refuse what belongs to this config: ${
      problemText(first)
    }`,
  );
}

/** A whole CredentialProviderConfig with nothing but one entry. */
export function documentOf(
  entry: KubeletEntry,
  version: string,
): { readonly [key: string]: unknown } {
  return {
    apiVersion: `${CONFIG_GROUP}/${version}`,
    kind: "CredentialProviderConfig",
    providers: [entry],
  };
}

function attributesOf(
  { audience, annotationKeys }: {
    audience: string;
    annotationKeys: readonly string[];
  },
) {
  return {
    serviceAccountTokenAudience: audience,
    cacheType: "ServiceAccount",
    requireServiceAccount: true,
    ...annotationKeys.length === 0
      ? {}
      : { optionalServiceAccountAnnotationKeys: annotationKeys },
  };
}
