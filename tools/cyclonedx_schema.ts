/**
 * Takes the texts for people out of CycloneDX's own JSON Schema.
 *
 * `deno run -A tools/cyclonedx_schema.ts FOLDER` reads the schemas of CycloneDX
 * 1.6 in a folder (`res/schema` of the npm package @cyclonedx/cyclonedx-library,
 * or `schema` of CycloneDX/specification) and writes
 * `tests/testdata/cyclonedx_schema.json`.
 * @module
 */
import { PROJECT } from "./paths.ts";

/** The bill, and the two that it refers to. */
const SCHEMAS = ["bom-1.6", "spdx", "jsf-0.82"];

const LEFT_OUT = ["title", "description", "examples", "meta:enum"];

/** Below these stand names, not keywords. */
const NAMES = ["properties", "definitions"];

const [folder] = Deno.args;
if (folder === undefined) {
  console.error("cyclonedx_schema: give the folder with the schemas");
  Deno.exit(2);
}
const schemas = SCHEMAS.map(async (name) => {
  const path = `${folder}/${name}.SNAPSHOT.schema.json`;
  return cut(JSON.parse(await Deno.readTextFile(path)), false);
});
const text = JSON.stringify({
  $comment:
    "CycloneDX 1.6 (Apache-2.0), cut by tools/cyclonedx_schema.ts: the bill, and the schemas that it refers to",
  schemas: await Promise.all(schemas),
});
await Deno.writeTextFile(
  `${PROJECT}/tests/testdata/cyclonedx_schema.json`,
  `${text}\n`,
);

function cut(value: unknown, areNames: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => cut(item, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) =>
    areNames || !LEFT_OUT.includes(key)
  );
  return Object.fromEntries(
    kept.map(([key, child]) => [
      key,
      cut(child, !areNames && NAMES.includes(key)),
    ]),
  );
}
