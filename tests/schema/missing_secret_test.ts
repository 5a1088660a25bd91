import { assertEquals } from "@std/assert";
import { readSecretFile } from "../../src/schema/missing_secret.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";

Deno.test("readSecretFile() leaves the text as it is", async () => {
  const runtime = memoryRuntime({ files: { "/s": "{}\n" } });
  assertEquals((await readSecretFile("/s", runtime)).text, "{}\n");
});
