/**
 * Schemas of three Kubernetes versions for kubeconform, cut from the descriptions
 * in Kubernetes' own modules.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { pinnedVersions } from "./go_program.ts";
import { must } from "./go_tools.ts";

/** The oldest one; the suites of the kubelet pin the two newer ones. */
const OLDEST = "1.35.4";

interface Schema {
  readonly definitions: Readonly<
    Record<string, {
      readonly properties?: Readonly<Record<string, { const?: string }>>;
    }>
  >;
}

/** The versions, newest first. */
export async function schemaVersions(): Promise<readonly string[]> {
  return [...(await pinnedVersions()).map(({ version }) => version), OLDEST];
}

/**
 * Writes the schemas below `folder`.
 *
 * @returns What kubeconform takes as `-schema-location`.
 */
export async function writeSchemas(
  folder: string,
  versions: readonly string[],
): Promise<string> {
  for (const version of versions) {
    const { Dir } = JSON.parse(
      await must("go", [
        "mod",
        "download",
        "-json",
        `k8s.io/kubernetes@v${version}`,
      ]),
    );
    const file = `${folder}/all.json`;
    await must(Deno.execPath(), [
      "run",
      "--quiet",
      "--no-check",
      "-A",
      `${PROJECT}/tools/kubernetes_schema.ts`,
      `${Dir}/api/openapi-spec/swagger.json`,
      `v${version}`,
      file,
    ]);
    const schema: Schema = JSON.parse(await Deno.readTextFile(file));
    const place = `${folder}/v${version}`;
    await Deno.mkdir(place);
    for (const [name, { properties }] of Object.entries(schema.definitions)) {
      const kind = properties?.["kind"]?.const?.toLowerCase();
      if (kind === undefined) continue;
      const group = properties?.["apiVersion"]?.const?.replace(/^.*\//, "");
      await Deno.writeTextFile(
        `${place}/${kind}-${group}.json`,
        JSON.stringify({ ...schema, $ref: `#/definitions/${name}` }),
      );
    }
  }
  return `${folder}/{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}-{{.ResourceAPIVersion}}.json`;
}
