/**
 * YAML text to plain values, with errors that never quote the text.
 * @module
 */
import { parse } from "@std/yaml/parse";
import { mayHoldNumbers } from "./number_text.ts";

/**
 * Parses one YAML 1.2 document with the core schema: no dates, no merge keys.
 * A number that is not written as JSON writes it is `NaN`; see
 * {@linkcode refuseOtherNumbers}.
 *
 * @throws {YamlProblem} For a syntax error, a tab as indentation, a key that
 * stands twice in one mapping, more than one document, and aliases that expand
 * to more values than the text has characters (or to themselves).
 */
export async function parseYaml(text: string): Promise<unknown> {
  if (text.includes("\t")) (await refusals()).refuseTabs(text);
  const value = await parseDocument(text);
  // Without an anchor nothing can be expanded, and the walk is saved.
  if (text.includes("&")) {
    (await refusals()).refuseExpansion(value, text.length);
  }
  if (mayHoldNumbers(value)) {
    const { refuseOtherNumbers } = await import("./written_numbers.ts");
    refuseOtherNumbers(value, text, parse);
  }
  return value;
}

async function parseDocument(text: string): Promise<unknown> {
  try {
    return parse(text, { schema: "core" });
  } catch (error) {
    throw (await refusals()).toProblem(error, text);
  }
}

function refusals(): Promise<typeof import("./yaml_refusals.ts")> {
  return import("./yaml_refusals.ts");
}
