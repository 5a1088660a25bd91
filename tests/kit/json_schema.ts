/**
 * What an editor would say of a config.
 * @module
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import { PROJECT } from "../../tools/paths.ts";

const path = `${PROJECT}/docs/config.schema.json`;
// Keywords that Ajv does not know are errors; a key that is required where it is
// not defined is not: so the schema says that one of several has to be there.
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
  // Ajv itself knows no format, and refuses a schema that has one.
  formats: { uri: (text: string) => URL.canParse(text) },
}).compile(JSON.parse(await Deno.readTextFile(path)));

/** The places that `docs/config.schema.json` refuses, with its reasons. */
export function schemaErrors(value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message}`
  );
}
