/**
 * `kubelet-config`: the CredentialProviderConfig that belongs to the config, or
 * one that exists with our entries put in or taken out.
 * @module
 */
import { audienceRole } from "../../kubelet/audience_role.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/file.ts";
import { pathOnNode } from "../config_on_node.ts";
import { type AccountNeed, accountNeeds } from "../../kubelet/account_needs.ts";
import { usageError } from "../unknown_command.ts";
import { API_VERSIONS } from "../../kubelet/request.ts";
import { openKubeletConfig } from "../../kubelet/edit/config.ts";
import {
  mergeOwnEntries,
  removeOwnEntries,
} from "../../kubelet/edit/own_entries.ts";
import {
  documentOf,
  kubeletEntries,
  type KubeletEntry,
} from "../../kubelet/entry.ts";
import type { OpenRule } from "../../config/open_section.ts";
import { openRules, openSections } from "../../config/open_rules.ts";
import { plannedEntries } from "../../kubelet/planned_entry.ts";
import { audienceOf } from "../../kubelet/scope.ts";
import { toYaml } from "../../format/yaml_text.ts";

type Options = Invocation["options"];

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  refuseMixture(options);
  const { runtime } = context;
  if (options["rbac"] !== undefined) return await rbac(options, context);
  const from = options["remove-from"];
  if (from !== undefined) {
    return { stdout: removeOwnEntries(await openKubeletConfig(from, runtime)) };
  }
  const into = options["merge-into"];
  if (into !== undefined) {
    const file = await openKubeletConfig(into, runtime);
    const asked = options["service-account-audience"] === undefined
      ? undefined
      : "v1";
    // A kubelet that reads an older version may know none that is newer.
    const version = options["api-version"] ?? asked ?? file.version;
    const { entries, notice } = await written(options, version, context);
    return { stdout: mergeOwnEntries(file, entries), notice };
  }
  const version = options["api-version"] ?? API_VERSIONS[0];
  const { entries, notice } = await written(options, version, context);
  return { stdout: asText([documentOf(entries, version)], options), notice };
}

/** What makes no sense beside another option. */
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
      "any-host",
    ],
  ],
  [
    "rbac",
    ["merge-into", "remove-from", "config-on-node", "api-version", "any-host"],
  ],
];

function refuseMixture(options: Options): void {
  for (const [one, others] of APART) {
    const other = others.find((name) => options[name] !== undefined);
    if (options[one] === undefined || other === undefined) continue;
    usage(
      other === "format"
        ? `--format cannot be used with --${one}: the format of the file is kept`
        : `--${other} cannot be used with --${one}`,
    );
  }
}

async function rbac(options: Options, context: Context): Promise<Outcome> {
  const { rules } = await openAll(context);
  const audiences = accountNeeds(rules).map((need) =>
    audienceOf(need, options["service-account-audience"])
  );
  if (audiences.length > 0) {
    const role = audienceRole([...new Set(audiences)]);
    return { stdout: asText(role, options) };
  }
  const notice =
    `no rule of ${context.configPath} uses a service account, so nodes need no permission for it: nothing was printed`;
  return { stdout: "", notice };
}

async function written(
  options: Options,
  version: string,
  context: Context,
): Promise<{ entries: readonly KubeletEntry[]; notice: string | undefined }> {
  const { configPath, defaultConfigPath } = context;
  const onNode = pathOnNode(options, configPath);
  const filesWithin = options["files-within"];
  if (filesWithin?.startsWith("/") === false) {
    usage("--files-within must be an absolute path");
  }
  const defaultAudience = options["service-account-audience"];
  const hasTokens = version === "v1";
  if (defaultAudience !== undefined && !hasTokens) {
    usage("--service-account-audience needs --api-version v1");
  }
  const { config, rules } = await openAll(context);
  const anyHost = options["any-host"] !== undefined;
  const choice = { defaultAudience, anyHost, hasTokens };
  const entries = kubeletEntries(await plannedEntries(rules, choice), {
    configOnNode: onNode === defaultConfigPath ? undefined : onNode,
    filesWithin,
    version,
    cacheDurationMs: config.cacheDurationMs,
  });
  const [need] = accountNeeds(rules);
  return {
    entries,
    notice: hasTokens || need === undefined
      ? undefined
      : withoutTokens(need, version),
  };
}

function withoutTokens({ rule }: AccountNeed, version: string): string {
  return `"${rule.name}" (registries[${rule.index}]) uses the pod's service account, and ${version} of the kubelet's API sends none: that needs v1, and Kubernetes 1.34 or newer`;
}

async function openAll(
  { configPath, providers, runtime }: Context,
): Promise<{ config: Config; rules: readonly OpenRule[] }> {
  const sections = await openSections(providers);
  const config = await loadConfig(configPath, sections, runtime);
  return { config, rules: openRules(config, sections) };
}

function asText(documents: readonly object[], { format }: Options): string {
  const [first, second] = documents;
  if (format !== "json") return documents.map(toYaml).join("---\n");
  const value = second === undefined
    ? first
    : { apiVersion: "v1", kind: "List", items: documents };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function usage(message: string): never {
  throw usageError(message);
}
