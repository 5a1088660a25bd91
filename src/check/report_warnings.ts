/**
 * What would keep an audit, its webhook or the metrics from being written:
 * nothing else tells, because the answer is given all the same.
 * @module
 */
import type { AuditSettings } from "../config/audit.ts";
import { foreignFolder, privateFolder } from "./own_folder_warnings.ts";
import { secretFaults } from "./secret_faults.ts";
import { ProviderError } from "../runtime/errors.ts";
import { authoritiesWarnings } from "../http/authorities_warnings.ts";
import type { MetricsSettings } from "../config/metrics.ts";
import { type HeaderField, headerValue } from "../schema/header_fields.ts";
import { isOwnPath } from "../runtime/own_folders.ts";
import type { Problem } from "../schema/place.ts";
import type { ReportSettings } from "../config/report_settings.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TextFile } from "../format/small_file.ts";
import type { WebhookSettings } from "../config/webhook.ts";

/** Warnings about all that is done after an answer. The webhook is not asked. */
export async function reportWarnings(
  { audit, metrics }: ReportSettings,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  return [
    ...audit === undefined ? [] : await auditWarnings(audit, config, runtime),
    ...metrics === undefined ? [] : await metricsWarnings(metrics, runtime),
  ];
}

async function auditWarnings(
  { directory, webhook }: AuditSettings,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  if (directory === undefined && webhook === undefined) {
    const message =
      "has neither a folder nor a webhook: nothing is written down";
    return [{ path: "audit", message }];
  }
  return [
    ...directory === undefined
      ? []
      : await privateFolder("audit.directory", directory, "written", runtime),
    ...webhook === undefined
      ? []
      : await webhookWarnings(webhook, config, runtime),
  ];
}

async function webhookWarnings(
  { caFile, headers, stateDirectory }: WebhookSettings,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  const path = "audit.webhook";
  const folder = await privateFolder(
    `${path}.stateDirectory`,
    stateDirectory,
    "written",
    runtime,
  );
  const ofHeaders = await Promise.all(
    headers.map(async (header, index) =>
      (await headerWarnings(header, config, runtime)).map((message) => ({
        path: `${path}.headers[${index}]`,
        message,
      }))
    ),
  );
  const ofAuthorities = await authoritiesWarnings(caFile, runtime);
  return [
    ...folder,
    ...ofHeaders.flat(),
    ...ofAuthorities.map((one) => ({ path: `${path}.caFile`, ...one })),
  ];
}

async function headerWarnings(
  header: HeaderField,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly string[]> {
  const faults = await secretFaults(header.value, config, runtime);
  const messages = faults.map(({ message }) => message);
  try {
    await headerValue(header, runtime);
    return messages;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // Why it cannot be read is told already.
    return error.code !== "SECRET_INVALID" || messages.includes(error.message)
      ? messages
      : [...messages, error.message];
  }
}

async function metricsWarnings(
  { file }: MetricsSettings,
  runtime: Runtime,
): Promise<readonly Problem[]> {
  const path = "metrics.file";
  if (!isOwnPath(file)) return [foreignFolder(path, "written")];
  const folder = file.slice(0, file.lastIndexOf("/"));
  const facts = await runtime.lstat(folder);
  if (typeof facts === "string") return [];
  const isTrusted = facts.kind === "directory" && (facts.mode & 0o022) === 0;
  return isTrusted ? [] : [{
    path,
    message:
      `nothing is written to ${folder}: it has to be a folder that only its owner can write to, and not a symbolic link`,
  }];
}
