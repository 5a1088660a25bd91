/**
 * `validate`: every problem of the config, and of the kubelet's beside it.
 * @module
 */
import { columns } from "../columns.ts";
import type { CommandTable, Context, Invocation, Outcome } from "../command.ts";
import { refusalOf } from "../entry_arguments.ts";
import { type Line, STATUS_COLORS } from "../line.ts";
import { pathOnNode } from "../config_on_node.ts";
import type { Config } from "../../config/config.ts";
import {
  asKubeletRuns,
  readOwnEntries,
} from "../../check/kubelet_environment.ts";
import { ProviderError } from "../../runtime/errors.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { withStagedFiles } from "../../check/staged_files.ts";
import {
  configFindings,
  type Finding,
  kubeletFindings,
  trustFindings,
  withinFindings,
} from "../../check/findings.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  { configPath, providers, runtime: ofThisMachine }: Context,
  commands: CommandTable,
): Promise<Outcome> {
  const runtime = await asInstalled(options, configPath, ofThisMachine);
  const kubeletPath = options["kubelet-config"];
  const own = kubeletPath === undefined
    ? []
    : await readOwnEntries(kubeletPath, runtime);
  const checked = await configFindings(
    configPath,
    providers,
    asKubeletRuns(own, runtime),
  );
  const { config } = checked;
  const beside = kubeletPath === undefined ? [] : await kubeletFindings(
    kubeletPath,
    checked,
    configPath,
    refusalOf(commands),
    runtime,
  );
  const trust = await trustFindings(configPath, checked, runtime);
  const within = await withinFindings(
    configPath,
    checked,
    options["files-within"],
    runtime,
  );
  const findings = [...checked.findings, ...within, ...trust, ...beside];
  const errors = findings.filter(({ severity }) => severity === "error");
  const valid = errors.length === 0;
  const answer: Outcome = options["format"] === "json"
    ? { stdout: `${JSON.stringify({ file: configPath, valid, findings })}\n` }
    : { lines: asText(configPath, config, findings) };
  return valid ? answer : { ...answer, failure: failureOf(errors, configPath) };
}

/** The runtime that finds what `--files` brings where it will be. */
async function asInstalled(
  options: Invocation["options"],
  configPath: string,
  runtime: Runtime,
): Promise<Runtime> {
  const onNode = pathOnNode(options, configPath);
  const { files } = options;
  if (files === undefined) return runtime;
  const folder = onNode.slice(0, onNode.lastIndexOf("/"));
  return await withStagedFiles(files, folder, runtime);
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

function asText(
  configPath: string,
  config: Config | undefined,
  findings: readonly Finding[],
): readonly Line[] {
  const rows = findings.map(({ severity, file, path, message }) => [
    severity,
    path === "" ? file : `${file}: ${path}`,
    message,
  ]);
  const errors = findings.filter(({ severity }) => severity === "error");
  const summary: readonly Line[] = config !== undefined && errors.length === 0
    ? [[
      { text: `${configPath} is valid`, color: "good" },
      { text: `: ${sizeOf(config)}` },
    ]]
    : filesOf(errors).map((file) => [
      { text: `${file} is not valid`, color: "bad" },
    ]);
  const colored = columns(
    rows,
    ([severity = ""], at) => at === 0 ? STATUS_COLORS[severity] : undefined,
  );
  return [...colored, ...summary];
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
