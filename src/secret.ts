/**
 * Secrets in the config: written in place, in a file, or in the environment.
 * @module
 */
import { ProviderError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import {
  isMapping,
  mapping,
  optional,
  type Schema,
  text,
  transform,
} from "./schema.ts";
import { readTextFile, type TextFile } from "./text_file.ts";

/** Where a secret is. Only an inline one holds the secret itself. */
export type Secret =
  | { readonly kind: "inline"; readonly value: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "env"; readonly name: string };

/** The most bytes of a secret file: larger than any key or token. */
const LARGEST_SECRET = 64 * 1024;

/** The path of a file on the node. Relative ones would depend on how the kubelet was started. */
export const absolutePath: Schema<string> = text(
  (path) =>
    path.startsWith("/") && !path.includes("\0")
      ? undefined
      : "expected an absolute path, one that begins with /",
  { pattern: "^/" },
);

const variableName = text(
  (name) =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? undefined
      : "expected the name of an environment variable",
  { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
);

const reference = transform<
  { readonly file: string | undefined; readonly env: string | undefined },
  Secret
>(
  mapping({
    file: optional(absolutePath, "the file, read at every run"),
    env: optional(variableName, "the environment variable"),
  }, { minProperties: 1, maxProperties: 1 }),
  ({ file, env }, at) => {
    if (file !== undefined && env === undefined) {
      return { kind: "file", path: file };
    }
    if (env !== undefined && file === undefined) {
      return { kind: "env", name: env };
    }
    return at.report('expected either "file" or "env"');
  },
);

const inline = transform<string, Secret>(
  text(),
  (value) => ({ kind: "inline", value }),
);

/** A secret: text, `{ file: /path }` or `{ env: NAME }`. */
export const secret: Schema<Secret> = {
  decode: (value, at) =>
    (isMapping(value) ? reference : inline).decode(value, at),
  json: () => ({ oneOf: [inline.json(), reference.json()] }),
};

/** The files among some secrets. */
export function secretFilesOf(secrets: readonly Secret[]): readonly string[] {
  return secrets.flatMap((one) => one.kind === "file" ? [one.path] : []);
}

/**
 * The value of a secret. A file is read anew every time, and one line ending
 * at its end is cut off.
 *
 * @throws {ProviderError} `SECRET_UNREADABLE` or `SECRET_INVALID`.
 */
export async function readSecret(
  secret: Secret,
  runtime: Runtime,
): Promise<string> {
  if (secret.kind === "inline") return secret.value;
  if (secret.kind === "env") {
    const value = runtime.env(secret.name);
    if (value !== undefined && value !== "") return value;
    throw new ProviderError(
      "SECRET_UNREADABLE",
      `the environment variable ${secret.name} is ${
        value === undefined ? "not set" : "empty"
      }: set it in "env" of the kubelet's CredentialProviderConfig`,
    );
  }
  const file = await readSecretFile(secret.path, runtime);
  const value = file.text.replace(/\r?\n$/, "");
  if (value !== "") return value;
  throw new ProviderError(
    "SECRET_INVALID",
    `the secret file ${secret.path} holds only a line ending`,
  );
}

/**
 * Reads a file that holds a secret.
 *
 * @throws {ProviderError} `SECRET_UNREADABLE`.
 */
export function readSecretFile(
  path: string,
  runtime: Runtime,
): Promise<TextFile> {
  return readTextFile(path, {
    what: "the secret file",
    code: "SECRET_UNREADABLE",
    most: LARGEST_SECRET,
    remedy: "create it, owned by root with mode 0600",
  }, runtime);
}
