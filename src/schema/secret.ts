/**
 * How secrets stand in the config: written in place, in a file, or in the
 * environment.
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import { notEmpty } from "./not_empty.ts";
import { mapping, optional, type Schema, text, transform } from "./schema.ts";
import type { Secret } from "./secret_value.ts";

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
    file: optional(
      absolutePath,
      "a file that holds the secret; it is read at every run, and one line feed at its end is ignored",
    ),
    env: optional(
      variableName,
      "an environment variable of the kubelet that holds the secret",
    ),
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

/** A secret: text, `{ file: /path }` or `{ env: NAME }`. */
export const secret: Schema<Secret> = secretOr(notEmpty);

/** A secret whose text may be empty where it stands in the config itself. */
export const secretOrEmpty: Schema<Secret> = secretOr(text());

function secretOr(written: Schema<string>): Schema<Secret> {
  const inline = transform<string, Secret>(
    written,
    (value) => ({ kind: "inline", value }),
  );
  return {
    decode: (value, at) =>
      (isMapping(value) ? reference : inline).decode(value, at),
    json: () => ({ oneOf: [inline.json(), reference.json()] }),
  };
}
