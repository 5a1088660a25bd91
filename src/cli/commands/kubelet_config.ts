/**
 * `kubelet-config`: the CredentialProviderConfig that belongs to the config, or
 * one that exists with our entry put in or taken out.
 * @module
 */
import { accountNeeds } from "../../kubelet/account_needs.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/file.ts";
import { pathOnNode } from "../config_on_node.ts";
import { openConfig } from "../../lookup/open_config.ts";
import { ProviderError } from "../../runtime/errors.ts";
import { API_VERSIONS } from "../../kubelet/request.ts";
import {
  mergeEntry,
  openKubeletConfig,
  removeEntry,
} from "../../kubelet/edit/config.ts";
import { PLUGIN_NAME } from "../../kubelet/drift.ts";
import {
  documentOf,
  type KubeletEntry,
  kubeletEntry,
} from "../../kubelet/entry.ts";
import { openRules, openSections } from "../../config/open_rules.ts";
import { toYaml } from "../../format/yaml_text.ts";

type Options = Invocation["options"];

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  refuseMixture(options);
  const { runtime } = context;
  const from = options["remove-from"];
  if (from !== undefined) {
    const file = await openKubeletConfig(from, runtime);
    return { stdout: removeEntry(file, PLUGIN_NAME) };
  }
  const into = options["merge-into"];
  if (into !== undefined) {
    const file = await openKubeletConfig(into, runtime);
    // A kubelet that reads an older version may know none that is newer.
    const version = options["api-version"] ?? file.version;
    return {
      stdout: mergeEntry(file, await entryOf(options, version, context)),
    };
  }
  const version = options["api-version"] ?? API_VERSIONS[0];
  const document = documentOf(
    await entryOf(options, version, context),
    version,
  );
  return {
    stdout: options["format"] === "json"
      ? `${JSON.stringify(document, null, 2)}\n`
      : toYaml(document),
  };
}

/** What makes no sense beside `--merge-into` and `--remove-from`. */
const APART: readonly (readonly [string, readonly string[]])[] = [
  ["merge-into", ["format"]],
  [
    "remove-from",
    [
      "merge-into",
      "format",
      "config-on-node",
      "files-within",
      "api-version",
      "service-account-audience",
    ],
  ],
];

function refuseMixture(options: Options): void {
  for (const [one, others] of APART) {
    const other = others.find((name) => options[name] !== undefined);
    if (options[one] === undefined || other === undefined) continue;
    usage(
      other === "format"
        ? `--format does not go with --${one}: the format of the file is kept`
        : `--${other} does not go with --${one}`,
    );
  }
}

async function entryOf(
  options: Options,
  version: string,
  context: Context,
): Promise<KubeletEntry> {
  const { configPath, defaultConfigPath } = context;
  const onNode = pathOnNode(options, configPath);
  const filesWithin = options["files-within"];
  if (filesWithin?.startsWith("/") === false) {
    usage("--files-within is an absolute path");
  }
  const configOnNode = onNode === defaultConfigPath ? undefined : onNode;
  const audience = options["service-account-audience"];
  if (audience === undefined) {
    const config = await openConfig(context);
    return kubeletEntry(config, { configOnNode, filesWithin, version });
  }
  // A file of an older version is refused with its name when it is merged.
  if (version !== "v1" && options["api-version"] !== undefined) {
    usage("--service-account-audience needs --api-version v1");
  }
  const { config, annotationKeys } = await withAnnotationKeys(context);
  return kubeletEntry(config, {
    configOnNode,
    filesWithin,
    version: "v1",
    serviceAccount: { audience, annotationKeys },
  });
}

async function withAnnotationKeys(
  { configPath, providers, runtime }: Context,
): Promise<{ config: Config; annotationKeys: readonly string[] }> {
  const sections = await openSections(providers);
  const config = await loadConfig(configPath, sections, runtime);
  const keys = accountNeeds(openRules(config, sections))
    .flatMap(({ annotationKeys }) => annotationKeys);
  return { config, annotationKeys: [...new Set(keys)] };
}

function usage(message: string): never {
  throw new ProviderError(
    "USAGE",
    `${message}; see "registry-credential-provider --help"`,
  );
}
