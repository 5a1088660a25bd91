/**
 * Text with `${variables}` that are filled in when a token is minted.
 * @module
 */
import { isAnnotationKey } from "../schema/annotation_key.ts";
import { didYouMean } from "../schema/did_you_mean.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { AccountUse, CredentialRequest } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** A parsed text: pieces that stay, and names of variables. */
export type Template = readonly (string | { readonly variable: string })[];

const ANNOTATION = "serviceAccountAnnotations.";

const NAMES = [
  "image",
  "registry",
  "repository",
  "node",
  "serviceAccount.namespace",
  "serviceAccount.name",
] as const;

/** What only the operator of the node controls. */
export const OPERATOR_VARIABLES: readonly string[] = ["node"];

/** Whether a variable differs between images of one registry. */
export function isPerImage(variable: string): boolean {
  return variable === "image" || variable === "repository";
}

/** The audience of tokens of which only names and annotations are used. */
const DEFAULT_AUDIENCE = "registry-credential-provider";

/** What variables need of a pod's service account; `undefined` where they need nothing. */
export function accountUse(
  variables: readonly string[],
): AccountUse | undefined {
  const used = variables.filter((name) => name.startsWith("serviceAccount"));
  if (used.length === 0) return undefined;
  const keys = used.map(annotationOf).filter((key) => key !== undefined);
  return {
    annotationKeys: [...new Set(keys)],
    audience: DEFAULT_AUDIENCE,
    isDefaultAudience: true,
    cacheType: "ServiceAccount",
    isRequired: true,
  };
}

/** The key of the annotation that a variable stands for; `undefined` for every other variable. */
export function annotationOf(variable: string): string | undefined {
  return variable.startsWith(ANNOTATION)
    ? variable.slice(ANNOTATION.length)
    : undefined;
}

/**
 * Parses a text. `$${` stands for a literal `${`.
 *
 * @param allowed The variables that may stand here; all where not given.
 * @param own Variables that are known only here; see {@linkcode expand}.
 * @returns The template, or what is wrong with the text.
 */
export function parseTemplate(
  text: string,
  allowed?: readonly string[],
  own: readonly string[] = [],
): { readonly template: Template } | { readonly problem: string } {
  const template: (string | { variable: string })[] = [];
  for (const piece of text.split(/(\$\$\{|\$\{[^}]*\}?)/)) {
    if (piece === "$${") template.push("${");
    else if (!piece.startsWith("${")) template.push(piece);
    else {
      const variable = piece.slice(2, -1);
      if (
        !piece.endsWith("}") || !(isKnown(variable) || own.includes(variable))
      ) {
        return { problem: unknown(variable, [...own, ...NAMES]) };
      }
      if (allowed !== undefined && !allowed.includes(variable)) {
        return {
          problem: `may only use ${
            allowed.map((name) => `\${${name}}`).join(", ")
          }: what a pod's owner can choose must not change it`,
        };
      }
      template.push({ variable });
    }
  }
  return { template };
}

/** The names of the variables in a template. */
export function variablesOf(template: Template): readonly string[] {
  return template.flatMap((piece) =>
    typeof piece === "string" ? [] : [piece.variable]
  );
}

/**
 * Fills in the variables.
 *
 * @param own The values of variables that are known only to the caller.
 * @throws {ProviderError} `VARIABLE_UNAVAILABLE` where one has no value: an
 * empty text in its place could give more than was meant.
 */
export function expand(
  template: Template,
  request: CredentialRequest,
  runtime: Runtime,
  own: Readonly<Record<string, string>> = {},
): string {
  return template.map((piece) => {
    if (typeof piece === "string") return piece;
    const value = Object.hasOwn(own, piece.variable)
      ? own[piece.variable]
      : valueOf(piece.variable, request, runtime);
    if (value !== undefined && value !== "") return value;
    throw new ProviderError(
      "VARIABLE_UNAVAILABLE",
      piece.variable.startsWith("serviceAccount")
        ? `\${${piece.variable}} has no value: the kubelet did not send it; see "tokenAttributes" of its CredentialProviderConfig`
        : isPerImage(piece.variable)
        ? `\${${piece.variable}} has no value: a whole registry was asked for, as Docker asks a credential helper; ask for an image, with "get IMAGE"`
        : `\${${piece.variable}} has no value on this node`,
    );
  }).join("");
}

function valueOf(
  variable: string,
  { image, serviceAccount }: CredentialRequest,
  runtime: Runtime,
): string | undefined {
  switch (variable) {
    case "image":
      return image.path === "" ? undefined : image.repository;
    case "registry":
      return image.registry;
    case "repository":
      return image.path;
    case "node":
      // The kubelet's own rule: the host name in lower case (nodeutil.GetHostname).
      return runtime.env("NODE_NAME") ??
        runtime.hostname().trim().toLowerCase();
    case "serviceAccount.namespace":
      return serviceAccount?.namespace;
    case "serviceAccount.name":
      return serviceAccount?.name;
    default:
      return serviceAccount?.annotations.get(annotationOf(variable) ?? "");
  }
}

function isKnown(variable: string): boolean {
  return (NAMES as readonly string[]).includes(variable) ||
    isAnnotationKey(annotationOf(variable) ?? "");
}

function unknown(variable: string, names: readonly string[]): string {
  const meant = didYouMean(variable, names);
  return meant === undefined
    ? `uses an unknown variable: known are ${
      names.map((name) => `\${${name}}`).join(", ")
    } and \${${ANNOTATION}KEY}; write $\${ for a literal \${`
    : `uses an unknown variable: did you mean \${${meant}}?`;
}
