import { assertEquals } from "@std/assert";
import { configBeside } from "../../src/config/path.ts";

Deno.test("configBeside() is the file beside the executable", () => {
  assertEquals(configBeside("/opt/bin/plugin"), "/opt/bin/registries.yaml");
  assertEquals(configBeside("/plugin"), "/registries.yaml");
});
