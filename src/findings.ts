/**
 * Everything that can be said about a config, and about the kubelet's beside it.
 * @module
 */
import { type AccountNeed, accountNeeds } from "./account_needs.ts";
import type { Config } from "./config.ts";
import type { Rule } from "./registries.ts";
import { checkConfig } from "./config_file.ts";
import {
  cacheWarnings,
  matchWarnings,
  secretWarnings,
} from "./config_warnings.ts";
import { ProviderError } from "./errors.ts";
import { distrustedPaths } from "./file_trust.ts";
import { findDrift } from "./kubelet_drift.ts";
import { readKubeletConfig } from "./kubelet_config_files.ts";
import { openRules, openSections } from "./open_rules.ts";
import { sectionPlace } from "./open_section.ts";
import type { Problem } from "./place.ts";
import type { CredentialSource, ProviderTable } from "./provider.ts";
import { reportWarnings } from "./report_warnings.ts";
import type { Runtime } from "./runtime.ts";
import { secretFilesOf } from "./secret_value.ts";
import { tokenDrift } from "./token_drift.ts";
import type { TextFile } from "./small_file.ts";
import { webhookFiles } from "./webhook_files.ts";

/** One thing to say. */
export interface Finding extends Problem {
  readonly severity: "error" | "warning";
  readonly file: string;
}

/** A config, where it is valid, with everything found. */
export interface CheckedConfig {
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
  /** Which of its rules need what of a pod's service account. */
  readonly needs: readonly AccountNeed[];
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
    return { config, findings, needs: [], secretFiles: [] };
  }
  const sources = openRules(config, sections);
  const ofRules = await Promise.all(
    sources.map(({ rule, source }) =>
      ruleFindings(rule, source, file, runtime)
    ),
  );
  const warnings = [
    ...matchWarnings(config),
    ...cacheWarnings(config),
    ...await reportWarnings(config, file, runtime),
  ];
  const secretFiles = [
    ...secretFilesOf(sources.flatMap(({ source }) => source.secrets)),
    ...webhookFiles(config.audit?.webhook),
  ];
  return {
    config,
    findings: [...label(warnings, "warning", path), ...ofRules.flat()],
    needs: accountNeeds(sources),
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

/** Checks the kubelet's config as the kubelet does, and where the two drift apart. */
export async function kubeletFindings(
  kubeletPath: string,
  { config, needs }: CheckedConfig,
  configPath: string,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  const { providers, problems } = await readKubeletConfig(kubeletPath, runtime);
  const refused = problems.map((one) => ({
    ...one,
    severity: "error" as const,
  }));
  // What could not be read cannot be compared.
  if (config === undefined || refused.length > 0) return refused;
  const { errors, warnings } = findDrift(config, configPath, providers);
  return [
    ...label(errors, "error", configPath),
    ...label(warnings, "warning", kubeletPath),
    ...label(tokenDrift(needs, providers), "warning", kubeletPath),
  ];
}

async function ruleFindings(
  rule: Rule,
  source: CredentialSource,
  file: TextFile,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  const warnings = await secretWarnings(rule, source, file, runtime);
  const unusable = await checkSource(rule, source, runtime);
  return [
    ...label(warnings, "warning", file.path),
    ...label(unusable, "error", file.path),
  ];
}

// A secret that is not there yet is a warning: a config may be checked on another machine.
async function checkSource(
  rule: Rule,
  source: CredentialSource,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  try {
    await source.check?.(runtime);
    return [];
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.code === "SECRET_UNREADABLE") return [];
    const { path } = sectionPlace(rule, []);
    return [{ path, message: error.message }];
  }
}

function label(
  problems: readonly Problem[],
  severity: Finding["severity"],
  file: string,
): Finding[] {
  return problems.map((one) => ({ severity, file, ...one }));
}
