/**
 * Image patterns beside the forms that the host names of a cloud's registries
 * have.
 * @module
 */
import { type ImagePattern, labelMatches, labelsOf } from "./match.ts";

/**
 * The labels of a host name: texts, and what a label of a pattern may be where
 * host names differ.
 */
export type HostForm = readonly (string | ((label: string) => boolean))[];

/** The form of one host name. */
export function formOf(host: string): HostForm {
  return host.split(".");
}

/** The numbers of the patterns that cover no host name of these forms at port 443. */
export function patternsBeside(
  forms: readonly HostForm[],
  match: readonly ImagePattern[],
): readonly number[] {
  return match.flatMap((pattern, at) =>
    isHttps(pattern) && forms.some((form) => covers(pattern, form)) ? [] : [at]
  );
}

function isHttps({ port }: ImagePattern): boolean {
  return port === "" || port === "443";
}

function covers(pattern: ImagePattern, form: HostForm): boolean {
  const labels = labelsOf(pattern);
  return labels.length === form.length && labels.every((label, at) => {
    const part = form[at] ?? "";
    return typeof part === "string" ? labelMatches(label, part) : part(label);
  });
}
