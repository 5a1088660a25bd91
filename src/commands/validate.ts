/**
 * `validate`: every problem of the config, and of the kubelet's beside it.
 * @module
 */
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { type Config, sectionPlace, type Sections } from "../config.ts";
import { checkConfig } from "../config_file.ts";
import { matchWarnings, secretWarnings } from "../config_warnings.ts";
import { ProviderError } from "../errors.ts";
import { openSections } from "../lookup.ts";
import { readKubeletConfig } from "../kubelet_config_files.ts";
import { findDrift } from "../kubelet_drift.ts";
import type { Problem } from "../place.ts";
import type { CredentialSource } from "../provider.ts";
import type { Runtime } from "../runtime.ts";
import type { TextFile } from "../text_file.ts";

/** One line of the report. */
interface Finding extends Problem {
  readonly severity: "error" | "warning";
  readonly file: string;
}

/** Runs the command. */
export async function run(
  { options }: Invocation,
  { configPath, providers, runtime }: Context,
): Promise<Outcome> {
  const sections = await openSections(providers);
  const checked = await checkConfig(configPath, sections, runtime);
  const { config, problems, file } = checked;
  const findings: Finding[] = label(problems, "error", configPath);
  if (config !== undefined) {
    findings.push(
      ...await warningsOf(config, sections, file, runtime),
    );
  }
  const kubeletPath = options["kubelet-config"];
  if (kubeletPath !== undefined) {
    findings.push(
      ...await kubeletFindings(kubeletPath, config, configPath, runtime),
    );
  }
  const errors = findings.filter(({ severity }) => severity === "error");
  const valid = errors.length === 0;
  const stdout = options["format"] === "json"
    ? `${JSON.stringify({ file: configPath, valid, findings })}\n`
    : asText(configPath, config, findings);
  return valid
    ? { stdout }
    : { stdout, failure: failureOf(errors, configPath) };
}

function failureOf(
  errors: readonly Finding[],
  configPath: string,
): ProviderError {
  const count = counted(errors.length, "error", "errors");
  const files = filesOf(errors);
  return new ProviderError(
    files.includes(configPath) ? "CONFIG_INVALID" : "KUBELET_CONFIG_INVALID",
    files.length === 1
      ? `${files[0]} has ${count}`
      : `${files.join(" and ")} have ${count}`,
  );
}

function filesOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ file }) => file))];
}

async function warningsOf(
  config: Config,
  sections: Sections,
  file: TextFile,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  const ofSecrets = await Promise.all(config.rules.map((rule) => {
    const place = sectionPlace(rule, []);
    const source = sections[rule.provider]?.decode(rule.section, place);
    return secretWarnings(rule, source as CredentialSource, file, runtime);
  }));
  const warnings = [...matchWarnings(config), ...ofSecrets.flat()];
  return label(warnings, "warning", file.path);
}

async function kubeletFindings(
  kubeletPath: string,
  config: Config | undefined,
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
  ];
}

function label(
  problems: readonly Problem[],
  severity: Finding["severity"],
  file: string,
): Finding[] {
  return problems.map((one) => ({ severity, file, ...one }));
}

function asText(
  configPath: string,
  config: Config | undefined,
  findings: readonly Finding[],
): string {
  const rows = findings.map(({ severity, file, path, message }) => [
    severity,
    path === "" ? file : `${file}: ${path}`,
    message,
  ]);
  const errors = findings.filter(({ severity }) => severity === "error");
  const summary = config !== undefined && errors.length === 0
    ? `${configPath} is valid: ${sizeOf(config)}\n`
    : filesOf(errors).map((file) => `${file} is not valid\n`).join("");
  return columns(rows) + summary;
}

function sizeOf({ rules }: Config): string {
  const patterns = rules.flatMap(({ match }) => match).length;
  return `${counted(rules.length, "registry", "registries")}, ${
    counted(patterns, "pattern", "patterns")
  }`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
