/**
 * What the API server would say of a manifest: the schemas of Kubernetes, in
 * which an unknown field is an error.
 * @module
 */
import { Ajv, type ValidateFunction } from "ajv";
import { parseAll } from "@std/yaml/parse";
import { PROJECT } from "../../tools/paths.ts";

/** A Kubernetes object; what it has depends on its kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
  // deno-lint-ignore no-explicit-any
  readonly spec?: any;
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}

const SCHEMA = JSON.parse(
  await Deno.readTextFile(`${PROJECT}/tests/testdata/kubernetes_schema.json`),
);

// Kubernetes' own schemas have lists of types and required fields of elsewhere.
const ajv = new Ajv({ allErrors: true, strict: false })
  .addSchema(SCHEMA, "kubernetes");

/** The documents of a YAML file, as the YAML 1.2 that editors read. */
export function manifestsIn(text: string): readonly Manifest[] {
  return parseAll(text, { schema: "core" }) as Manifest[];
}

/** The documents of a file of the project. */
export async function manifestsOf(path: string): Promise<readonly Manifest[]> {
  return manifestsIn(await Deno.readTextFile(`${PROJECT}/${path}`));
}

/** The one document of a kind; an error where there is none, or a second one. */
export function oneOfKind(
  manifests: readonly Manifest[],
  kind: string,
): Manifest {
  const [found, ...more] = manifests.filter((one) => one.kind === kind);
  if (found === undefined || more.length > 0) {
    throw new Error(`not one ${kind}, but ${more.length + (found ? 1 : 0)}`);
  }
  return found;
}

/** The places that Kubernetes refuses, with its reasons. */
export function manifestErrors(manifest: unknown): readonly string[] {
  const { apiVersion, kind } = manifest as Manifest;
  const validate = validatorOf(apiVersion, kind);
  if (validate === undefined) return [`no schema for ${apiVersion} ${kind}`];
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`
  );
}

function validatorOf(
  apiVersion: string,
  kind: string,
): ValidateFunction | undefined {
  const definitions: Record<string, {
    properties?: Record<string, { const?: string }>;
  }> = SCHEMA.definitions;
  const name = Object.entries(definitions).find(([, { properties }]) =>
    properties?.["kind"]?.const === kind &&
    properties["apiVersion"]?.const === apiVersion
  )?.[0];
  return name === undefined
    ? undefined
    : ajv.getSchema(`kubernetes#/definitions/${name}`);
}
