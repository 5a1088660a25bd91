/**
 * `schema` on the compiled program.
 * @module
 */
import { assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { program } from "../kit/program.ts";

Deno.test("schema prints the JSON Schema that is in docs, and needs no config", async () => {
  const env = { REGISTRY_CREDENTIAL_PROVIDER_CONFIG: "/nowhere" };
  const { code, stdout, stderr } = await program(["schema"], { env });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    await Deno.readTextFile(`${PROJECT}/docs/config.schema.json`),
  );
});
