import { assert, assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { readKubeletConfig } from "../../src/kubelet/config_files.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

function fileOf(...names: string[]): string {
  return JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers: names.map((name) => ({
      name,
      matchImages: ["a.io"],
      defaultCacheDuration: "0s",
      apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    })),
  });
}

async function read(
  path: string,
  files: { readonly [path: string]: MemoryFile },
) {
  const { providers, problems } = await readKubeletConfig(
    path,
    memoryRuntime({ files }),
  );
  return { names: providers.map(({ name }) => name), problems };
}

Deno.test("readKubeletConfig() reads one file", async () => {
  assertEquals(await read("/c", { "/c": fileOf("a", "b") }), {
    names: ["a", "b"],
    problems: [],
  });
});

Deno.test("readKubeletConfig() reads a folder in byte order, by the ends of names", async () => {
  const files = {
    "/d/20.yaml": fileOf("c"),
    "/d/10.json": fileOf("a"),
    "/d/Z.yml": fileOf("d"),
    "/d/100.yaml": fileOf("b"),
    "/d/README.md": "no config",
    "/d/a.yaml.bak": "no config",
    "/d/a.YAML": "no config",
    "/d/yaml": "no config",
    "/d/sub/a.yaml": "no config",
  };
  assertEquals(await read("/d", files), {
    names: ["a", "b", "c", "d"],
    problems: [],
  });
});

Deno.test("readKubeletConfig() reports a name that stands twice, in one file or in two", async () => {
  const message = '"a" is there twice: names are unique';
  assertEquals(
    (await read("/c", { "/c": fileOf("a", "b", "a") })).problems,
    [{ file: "/c", path: "providers", message }],
  );
  const folder = { "/d/1.yaml": fileOf("a"), "/d/2.yaml": fileOf("b", "a") };
  assertEquals((await read("/d", folder)).problems, [
    { file: "/d", path: "providers", message },
  ]);
});

Deno.test("readKubeletConfig() keeps the problems of every file", async () => {
  const { names, problems } = await read("/d", {
    "/d/1.yaml": "a: [\n",
    "/d/2.yaml": fileOf("b c"),
    "/d/3.yaml": fileOf("d"),
  });
  assertEquals(names, ["d"]);
  assertEquals(problems.map(({ file, path }) => [file, path]), [
    ["/d/1.yaml", "line 2"],
    ["/d/2.yaml", "providers[0].name"],
  ]);
});

Deno.test("readKubeletConfig() refuses where there is nothing to check", async () => {
  const table: readonly [string, string, { [path: string]: MemoryFile }][] = [
    ["does not exist", "/c", {}],
    ["is empty", "/c", { "/c": "" }],
    ["cannot be read", "/c", { "/c": { failure: "denied" } }],
    ["holds no .json, .yaml or .yml file", "/d", { "/d/a.txt": "" }],
  ];
  for (const [expected, path, files] of table) {
    const { code, message } = await assertRejects(
      () => read(path, files),
      ProviderError,
    );
    assertEquals(code, "KUBELET_CONFIG_INVALID");
    assert(message.includes(expected), message);
  }
});
