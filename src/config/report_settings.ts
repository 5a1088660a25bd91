/**
 * What the config wants done after an answer.
 * @module
 */
import type { AuditSettings } from "./audit.ts";
import { isMapping } from "../format/is_mapping.ts";
import type { MetricsSettings } from "./metrics.ts";
import type { Place } from "../schema/place.ts";
import { anything, type Field } from "../schema/schema.ts";

/** The part of a config. */
export interface ReportSettings {
  /** Where every answer is written down; `undefined` where it is not. */
  readonly audit: AuditSettings | undefined;
  /** Where answers are counted; `undefined` where they are not. */
  readonly metrics: MetricsSettings | undefined;
}

/** The keys of its sections. */
export interface ReportFields {
  readonly audit: Field<AuditSettings | undefined>;
  readonly metrics: Field<MetricsSettings | undefined>;
}

/** How its sections are decoded. Few configs have one, so few answers load this. */
export interface ReportSections {
  readonly fields: ReportFields;
  /** Reports what does not go together. */
  check(
    settings: ReportSettings & { readonly cacheFolder: string | undefined },
    root: Place,
  ): void;
}

const absent = { schema: anything, required: false, description: "" } as Field<
  undefined
>;

/** The keys of a file that has none of them: only their names count. */
export const NO_REPORTS: ReportFields = { audit: absent, metrics: absent };

/** Tells whether a parsed file has one of the sections. */
export function hasReports(value: unknown): boolean {
  return isMapping(value) &&
    Object.keys(NO_REPORTS).some((key) => Object.hasOwn(value, key));
}
