/**
 * Everything that can be said about a config, and about the kubelet's beside it.
 * @module
 */
import { audienceWarnings } from "./audience_warnings.ts";
import type { Config } from "../config/config.ts";
import { checkConfig } from "../config/file.ts";
import { matchWarnings } from "./config_warnings.ts";
import { privateFolder } from "./own_folder_warnings.ts";
import { distrustedPaths } from "../lookup/file_trust.ts";
import { filesOutside } from "../lookup/files_within.ts";
import { optionOf, ownEntries } from "../kubelet/own_entry.ts";
import { findDrift } from "../kubelet/drift.ts";
import type { KubeletProvider } from "../kubelet/config.ts";
import { readKubeletConfig } from "../kubelet/config_files.ts";
import { KEY_LOG } from "../runtime/key_log.ts";
import { KEY_LOG_WARNING } from "../runtime/key_log_refused.ts";
import { openRules, openSections } from "../config/open_rules.ts";
import type { OpenRule } from "../config/open_section.ts";
import type { Problem } from "../schema/place.ts";
import type { ProviderTable } from "../provider.ts";
import { reportWarnings } from "./report_warnings.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { sourceFindings } from "./source_findings.ts";
import { secretFilesOf } from "../schema/secret_value.ts";
import { tokenDrift } from "../kubelet/token_drift.ts";
import { webhookFiles } from "../config/webhook_files.ts";

/** One thing to say. */
export interface Finding extends Problem {
  readonly severity: "error" | "warning";
  readonly file: string;
}

/** A config, where it is valid, with everything found. */
export interface CheckedConfig {
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
  /** Its rules with their sections opened. */
  readonly rules: readonly OpenRule[];
  /** The files that its secrets are in, and those with certificates. */
  readonly secretFiles: readonly string[];
}

/**
 * Checks a config with every provider section in it. No backend is asked.
 */
export async function configFindings(
  path: string,
  providers: ProviderTable,
  runtime: Runtime,
): Promise<CheckedConfig> {
  const sections = await openSections(providers);
  const checked = await checkConfig(path, sections, runtime);
  const { config, problems, file } = checked;
  if (config === undefined) {
    const findings = label(problems, "error", path);
    return { config, findings, rules: [], secretFiles: [] };
  }
  const rules = openRules(config, sections);
  const ofRules = await Promise.all(
    rules.map((one) => sourceFindings(one, file, runtime)),
  );
  const warnings = [
    ...runtime.env(KEY_LOG) ? [{ path: "", message: KEY_LOG_WARNING }] : [],
    ...matchWarnings(config),
    ...config.cacheFolder === undefined ? [] : await privateFolder(
      "cache.directory",
      config.cacheFolder,
      "kept",
      runtime,
    ),
    ...audienceWarnings(rules),
    ...await reportWarnings(config, file, runtime),
  ];
  const secretFiles = [
    ...secretFilesOf(rules.flatMap(({ source }) => source.secrets)),
    ...rules.flatMap(({ source }) => source.files ?? []),
    ...webhookFiles(config.audit?.webhook),
  ];
  return {
    config,
    findings: [
      ...label(warnings, "warning", path),
      ...ofRules.flat().map((one) => ({ file: path, ...one })),
    ],
    rules,
    secretFiles: [...new Set(secretFiles)],
  };
}

/**
 * Who beside root, and the user who runs this, can change the config and its
 * secret files. Errors where `fileTrust: strict` refuses to answer; without it
 * only root is told: on the machine of anybody else the files of a node are
 * their own.
 */
export async function trustFindings(
  path: string,
  { config, secretFiles }: CheckedConfig,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  const isStrict = config?.fileTrust === "strict";
  const user = runtime.user();
  if (config === undefined || (!isStrict && user !== 0)) return [];
  const faults = await distrustedPaths([path, ...secretFiles], runtime, user);
  const problems = faults.map((message) => ({ path: "", message }));
  return label(problems, isStrict ? "error" : "warning", path);
}

/** The files of a config that `--files-within` does not allow. */
export async function withinFindings(
  path: string,
  { secretFiles }: CheckedConfig,
  folder: string | undefined,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  if (folder === undefined) return [];
  const faults = await filesOutside(secretFiles, folder, runtime);
  const problems = faults.map((message) => ({ path: "", message }));
  return label(problems, "error", path);
}

/** Why the program answers no kubelet with arguments; `undefined` where it does. */
export type RefusalOf = (args: readonly string[]) => string | undefined;

/** Checks the kubelet's config as the kubelet does, and where the two drift apart. */
export async function kubeletFindings(
  kubeletPath: string,
  checked: CheckedConfig,
  configPath: string,
  refusalOf: RefusalOf,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  const { config, rules } = checked;
  const { providers, problems } = await readKubeletConfig(kubeletPath, runtime);
  const refused = problems.map((one) => ({
    ...one,
    severity: "error" as const,
  }));
  // What could not be read cannot be compared.
  if (config === undefined || refused.length > 0) return refused;
  const { errors, warnings } = findDrift(rules, configPath, providers);
  const own = ownEntries(providers);
  const within = own
    .map((entry) => optionOf(entry, "files-within"))
    .map((folder) => withinFindings(configPath, checked, folder, runtime));
  return [
    ...(await Promise.all(within)).flat(),
    ...label(errors, "error", configPath),
    ...label(warnings, "warning", kubeletPath),
    ...label(refusedArguments(own, refusalOf), "warning", kubeletPath),
    ...label(tokenDrift(rules, providers), "warning", kubeletPath),
  ];
}

function refusedArguments(
  own: readonly KubeletProvider[],
  refusalOf: RefusalOf,
): readonly Problem[] {
  return own.flatMap(({ name, args }) => {
    const refusal = refusalOf(args);
    return refusal === undefined ? [] : [{
      path: `provider ${name}, args`,
      message: `no image gets an answer with these arguments: ${refusal}`,
    }];
  });
}

function label(
  problems: readonly Problem[],
  severity: Finding["severity"],
  file: string,
): Finding[] {
  return problems.map((one) => ({ severity, file, ...one }));
}
