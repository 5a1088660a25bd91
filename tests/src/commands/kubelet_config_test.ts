import { assertEquals, assertRejects } from "@std/assert";
import { run } from "../../../src/commands/kubelet_config.ts";
import { ProviderError } from "../../../src/errors.ts";
import { decodeKubeletConfig } from "../../../src/kubelet_config.ts";
import { parseYaml } from "../../../src/yaml.ts";
import { PROVIDERS } from "../../../providers/table.ts";
import { config } from "../../program.ts";
import { memoryRuntime } from "../../memory_runtime.ts";

const REGISTRIES = `
- { name: a, match: [a.io, "*.b.io"], static: {} }
- { name: c, match: [a.io, "c.io:5000/x/"], static: {} }
`;

function write(options: { readonly [name: string]: string } = {}) {
  return run({ positionals: [], options }, {
    providers: PROVIDERS,
    runtime: memoryRuntime({ files: { "/etc/c.yaml": config(REGISTRIES) } }),
    configPath: "/etc/c.yaml",
    defaultConfigPath: "/bin/registries.yaml",
    readInput: () => Promise.reject(new Error("nothing is read")),
  });
}

Deno.test("kubelet-config writes what the kubelet accepts, in every version and format", async () => {
  for (const version of ["v1", "v1beta1", "v1alpha1"]) {
    for (const format of ["yaml", "json"]) {
      const { stdout } = await write({ format, "api-version": version });
      const { providers, problems } = decodeKubeletConfig(parseYaml(stdout));
      assertEquals(problems, [], stdout);
      assertEquals(providers, [{
        name: "registry-credential-provider",
        matchImages: ["a.io", "*.b.io", "c.io:5000/x/"],
        args: ["--config=/etc/c.yaml"],
      }], stdout);
    }
  }
});

Deno.test("kubelet-config leaves out the path that the program finds by itself", async () => {
  const { stdout } = await write({ "config-on-node": "/bin/registries.yaml" });
  const { providers } = decodeKubeletConfig(parseYaml(stdout));
  assertEquals(providers[0]?.args, []);
});

Deno.test("kubelet-config refuses a relative path on the node", async () => {
  const error = await assertRejects(
    () => write({ "config-on-node": "registries.yaml" }),
    ProviderError,
  );
  assertEquals(error.code, "USAGE");
});
