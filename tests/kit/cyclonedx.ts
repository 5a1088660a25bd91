/**
 * Whether a bill of materials is one by CycloneDX's own schema.
 * @module
 */
import { Ajv, type ErrorObject } from "ajv";
import { PROJECT } from "../../tools/paths.ts";

/** What is wrong with a bill; nothing where it is valid. */
export type BillCheck = (bill: unknown) => readonly ErrorObject[];

/** Reads the schema of CycloneDX 1.6. */
export async function billCheck(): Promise<BillCheck> {
  const path = `${PROJECT}/tests/testdata/cyclonedx_schema.json`;
  const { schemas: [schema, spdx, jsf] } = JSON.parse(
    await Deno.readTextFile(path),
  );
  const ajv = new Ajv({
    schemas: {
      "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json": spdx,
      "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json": jsf,
    },
    strict: false,
    formats: {
      "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
      "idn-email": true,
      "iri-reference": (text: string) => !/\s/.test(text),
    },
  });
  const validate = ajv.compile(schema);
  return (bill) => validate(bill) ? [] : validate.errors ?? [];
}
