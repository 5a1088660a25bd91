/**
 * Cuts the schemas of a few kinds out of Kubernetes' own OpenAPI description.
 *
 * `deno run -A tools/kubernetes_schema.ts SWAGGER VERSION [FILE]` reads
 * `api/openapi-spec/swagger.json` of a release (a tag of kubernetes/kubernetes,
 * or the Go module `k8s.io/kubernetes`) and writes
 * `tests/testdata/kubernetes_schema.json`, or FILE. A package with compiled schemas would
 * not do: those that there are let unknown fields pass, and a field with a
 * misspelt name is the mistake that a manifest has.
 * @module
 */
import { PROJECT } from "./paths.ts";

type Node = { [key: string]: unknown };

/** The kinds that the manifests and examples of this project have. */
const KINDS = [
  "io.k8s.api.apps.v1.DaemonSet",
  "io.k8s.api.core.v1.ConfigMap",
  "io.k8s.api.core.v1.Namespace",
  "io.k8s.api.core.v1.Pod",
  "io.k8s.api.core.v1.Secret",
  "io.k8s.api.rbac.v1.ClusterRole",
  "io.k8s.api.rbac.v1.ClusterRoleBinding",
];

const PREFIX = "#/definitions/";

/** Words of OpenAPI that JSON Schema does not have, and text for people. */
const LEFT_OUT = ["description", "default"];

const [
  source,
  version,
  target = `${PROJECT}/tests/testdata/kubernetes_schema.json`,
] = Deno.args;
if (source === undefined || version === undefined) {
  console.error(
    "kubernetes_schema: give the path of swagger.json and its version",
  );
  Deno.exit(2);
}
const { definitions } = JSON.parse(await Deno.readTextFile(source)) as {
  definitions: { [name: string]: Node };
};

const taken: { [name: string]: unknown } = {};
for (const kind of KINDS) take(kind);

const schema = {
  $comment:
    `Kubernetes ${version}, api/openapi-spec/swagger.json (Apache-2.0), cut by tools/kubernetes_schema.ts`,
  definitions: Object.fromEntries(
    Object.entries(taken).sort(([a], [b]) => a < b ? -1 : 1),
  ),
};
await Deno.writeTextFile(target, `${JSON.stringify(schema, null, 1)}\n`);

function take(name: string): void {
  if (name in taken) return;
  const definition = definitions[name];
  if (definition === undefined) throw new Error(`${name} is not in ${source}`);
  taken[name] = {};
  const cut = { ...strict(definition) as Node };
  const kinds = definition["x-kubernetes-group-version-kind"];
  if (KINDS.includes(name) && Array.isArray(kinds)) {
    const { group, version: apiVersion, kind } = kinds[0];
    cut["properties"] = {
      ...cut["properties"] as Node,
      apiVersion: {
        const: group === "" ? apiVersion : `${group}/${apiVersion}`,
      },
      kind: { const: kind },
    };
    cut["required"] = ["apiVersion", "kind", "metadata"];
  }
  taken[name] = cut;
}

// What the API server does in strict field validation: an unknown field is an error.
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const node = value as Node;
  if (node["format"] === "int-or-string") {
    return { type: ["integer", "string"] };
  }
  const result: Node = {};
  for (const [key, child] of Object.entries(node)) {
    if (
      key.startsWith("x-") ||
      (LEFT_OUT.includes(key) && typeof child !== "object")
    ) continue;
    // int32, date-time: the type says enough.
    if (key === "format" && typeof child === "string") continue;
    if (key === "$ref" && typeof child === "string") {
      take(child.slice(PREFIX.length));
    }
    result[key] = key === "properties"
      ? properties(child as Node)
      : strict(child);
  }
  if (result["properties"] !== undefined) {
    result["additionalProperties"] = false;
  }
  return result;
}

// Names of fields are no words of the schema: there is a field "default".
function properties(fields: Node): Node {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, strict(field)]),
  );
}
