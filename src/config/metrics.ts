/**
 * The section `metrics` of the config.
 * @module
 */
import { OWN_FOLDERS } from "../runtime/own_folders.ts";
import { mapping, required, type Schema, text } from "../schema/schema.ts";

/** Where answers are counted. */
export interface MetricsSettings {
  readonly file: string;
}

/** The definition of `metrics`. */
export const METRICS: Schema<MetricsSettings> = mapping({
  file: required(
    text(
      (path) =>
        /^\/.*[^/]\.prom$/.test(path)
          ? undefined
          : "expected an absolute path that ends in .prom: node_exporter reads no other file",
      { pattern: "^/.*[^/]\\.prom$" },
    ),
    `the file to write (mode 0644), below ${OWN_FOLDERS.join(" or ")}`,
    [],
    "/var/lib/registry-credential-provider/metrics/registry-credential-provider.prom",
  ),
});
