import { assertEquals } from "@std/assert";
import { configBeside, findConfig } from "../../src/config/path.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

Deno.test("configBeside() is the file beside the executable", () => {
  assertEquals(configBeside("/opt/bin/plugin"), "/opt/bin/registries.yaml");
  assertEquals(configBeside("/plugin"), "/registries.yaml");
});

Deno.test("findConfig() gives the first place with a config, and one that is closed counts", async () => {
  const beside = "/opt/registries.yaml";
  const node = "/etc/kubernetes/credential-providers/registries.yaml";
  const rancher = "/var/lib/rancher/credentialprovider/bin/registries.yaml";
  const closed = { failure: "denied" } as const;
  const table: readonly [Record<string, MemoryFile>, string][] = [
    [{}, beside],
    [{ [rancher]: "" }, rancher],
    [{ [rancher]: "", [node]: "" }, node],
    [{ [rancher]: "", [node]: closed }, node],
    [{ [node]: "", [beside]: "" }, beside],
  ];
  for (const [files, expected] of table) {
    const runtime = memoryRuntime({ files, executable: "/opt/program" });
    assertEquals(await findConfig(runtime), expected);
  }
});
