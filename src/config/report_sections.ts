/**
 * The sections of the config about what is done after an answer. Most configs
 * have none of them, so an answer loads this module only for one that has.
 * @module
 */
import { AUDIT } from "./audit.ts";
import { METRICS } from "./metrics.ts";
import type { ReportSections } from "./report_settings.ts";
import { optional } from "../schema/schema.ts";

/** How they are decoded. */
export const REPORT_SECTIONS: ReportSections = {
  fields: {
    audit: optional(
      AUDIT,
      "record every answer in a file, without secrets, and send it to a webhook",
    ),
    metrics: optional(
      METRICS,
      "count answers in a file for the textfile collector of node_exporter",
    ),
  },
  check: reportClosedFolder,
};

// Opened for the metrics, the folder would not be trusted with a secret any more;
// left closed, nobody could read the metrics.
function reportClosedFolder(
  ...[{ audit, cacheFolder, metrics }, root]: Parameters<
    ReportSections["check"]
  >
): void {
  if (metrics === undefined) return;
  const closed = {
    "cache.directory": cacheFolder,
    "audit.directory": audit?.directory,
    "audit.webhook.stateDirectory": audit?.webhook?.stateDirectory,
  };
  for (const [key, folder] of Object.entries(closed)) {
    if (folder === undefined || !isBelow(metrics.file, folder)) continue;
    root.at("metrics").at("file").report(
      `is in the folder of ${key}, which nobody else can enter: write it into another, such as /var/lib/registry-credential-provider/metrics`,
    );
  }
}

function isBelow(file: string, folder: string): boolean {
  const names = (path: string) => path.split("/").filter((it) => it !== "");
  const above = names(folder);
  return above.every((name, at) => names(file)[at] === name);
}
