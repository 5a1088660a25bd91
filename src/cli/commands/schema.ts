/**
 * `schema`: the config as JSON Schema, which editors check and complete with.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";
import { schemaText } from "../../config/schema_text.ts";

/** Runs the command. */
export async function run(
  _invocation: Invocation,
  { providers }: Context,
): Promise<Outcome> {
  return { stdout: await schemaText(providers) };
}
