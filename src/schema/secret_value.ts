/**
 * Secrets of the config, wherever their values are.
 * @module
 */

/** Where a secret is. Only an inline one holds the secret itself. */
export type Secret =
  | { readonly kind: "inline"; readonly value: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "env"; readonly name: string };

/** The most bytes of a secret file: larger than any key or token. */
export const LARGEST_SECRET = 64 * 1024;

/** The files among some secrets. */
export function secretFilesOf(secrets: readonly Secret[]): readonly string[] {
  return secrets.flatMap((one) => one.kind === "file" ? [one.path] : []);
}
